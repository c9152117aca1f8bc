//! What a print costs, and what the cost is made of: one pure function that the page shows at once and the server
//! binds itself to.
//!
//! `line = pieces × max(minimum, material + machine + color + finish) × (1 − discount) + set-up`. Every part of a piece
//! is rounded to whole cents once and then multiplied, so the lines add up to the total to the cent. Material start-up
//! (once an order) and shipping belong to the cart.

pub mod consumption;
pub mod estimate;

use crate::catalogue::{Catalogue, Color, Finish, Material, Technology};
use crate::money::Cents;
use crate::print::{Price, PriceBasis, PriceLine, PrintChoice};
use crate::problem::{Field, Problem};

use consumption::{Consumption, consumption};

/// Grows with every change of the formula or its constants; a quote of another version is replaced.
pub const FORMULA_VERSION: u32 = 1;

/// What one piece comes to, each part in whole cents.
struct Piece {
    material: i64,
    machine: i64,
    color: i64,
    finish: i64,
    /// What the least price of a piece adds.
    raise: i64,
}

/// What is chosen, as the catalogue has it.
struct Chosen<'a> {
    technology: &'a Technology,
    material: &'a Material,
    color: &'a Color,
    finish: &'a Finish,
}

/// The price of `choice` for a model whose measures at the chosen size are `basis`.
///
/// It grows with the size and with the quantity, and what one piece comes to never grows with the quantity.
///
/// # Errors
/// [`Problem::Invalid`] when the choice is not on offer, a number is out of range, or the basis is not of a solid of
/// the chosen size.
pub fn price(basis: &PriceBasis, choice: &PrintChoice, catalogue: &Catalogue) -> Result<Price, Problem> {
    choice.check(catalogue)?;
    check_basis(basis, choice)?;
    let chosen = chosen(choice, catalogue)?;
    let used = consumption(basis, chosen.technology);
    let piece = piece(&used, basis, &chosen);
    let quantity = i64::from(choice.quantity);
    let mut lines = piece_lines(&piece, &used, quantity, &chosen, basis);
    lines.extend(discount_line(&piece, choice.quantity, catalogue));
    let total: Cents = lines.iter().map(|line| line.amount).sum();
    Ok(Price {
        lines,
        total,
        each: Cents((total.0 + quantity / 2) / quantity),
        currency: catalogue.currency,
        machine_hours_e2: used.is_time.then(|| hundredths(used.machine_hours * f64::from(choice.quantity))),
        formula_version: FORMULA_VERSION,
        catalogue_version: catalogue.version,
    })
}

/// A price only ever follows from measures of the asked size.
fn check_basis(basis: &PriceBasis, choice: &PrintChoice) -> Result<(), Problem> {
    let measures = [basis.volume_cm3, basis.area_cm2, basis.box_cm3, basis.height_cm];
    let is_solid = measures.into_iter().all(|measure| measure.is_finite() && measure > 0.0);
    let sides = basis.size.0.into_iter().zip(choice.size.0);
    let is_of_size =
        sides.into_iter().all(|(measured, asked)| (measured - asked).abs() <= 0.001 * asked + 0.001);
    if is_solid && is_of_size {
        return Ok(());
    }
    Err(Problem::invalid(Field::Size, "The model could not be measured at this size."))
}

fn chosen<'a>(choice: &PrintChoice, catalogue: &'a Catalogue) -> Result<Chosen<'a>, Problem> {
    let find = || {
        let material = catalogue.material(&choice.material)?;
        Some(Chosen {
            technology: catalogue.technology(&material.technology)?,
            color: material.color(&choice.color)?,
            finish: material.finish(&choice.finish)?,
            material,
        })
    };
    find().ok_or_else(|| Problem::invalid(Field::Print, "This material is not offered any more."))
}

fn piece(used: &Consumption, basis: &PriceBasis, chosen: &Chosen<'_>) -> Piece {
    let material = cents(used.material_cm3 * chosen.material.cents_per_cm3);
    let machine = cents(used.machine_hours * chosen.technology.machine_cents_per_hour as f64);
    let color = permille(material.saturating_add(machine), chosen.color.surcharge_permille);
    let finish = cents(chosen.finish.fixed.0 as f64 + chosen.finish.cents_per_cm2 * basis.area_cm2);
    let sum = [machine, color, finish].into_iter().fold(material, i64::saturating_add);
    Piece { material, machine, color, finish, raise: (chosen.technology.part_minimum.0 - sum).max(0) }
}

impl Piece {
    fn sum(&self) -> i64 {
        [self.machine, self.color, self.finish, self.raise]
            .into_iter()
            .fold(self.material, i64::saturating_add)
    }
}

fn piece_lines(
    piece: &Piece,
    used: &Consumption,
    quantity: i64,
    chosen: &Chosen<'_>,
    basis: &PriceBasis,
) -> Vec<PriceLine> {
    let (technology, material) = (chosen.technology, chosen.material);
    let pieces = if quantity == 1 { String::new() } else { format!("{quantity} × ") };
    let each = |label: &str, explanation: String, amount: i64| PriceLine {
        label: label.to_owned(),
        explanation: format!("{pieces}{explanation}"),
        amount: Cents(amount.saturating_mul(quantity)),
    };
    let cm3 = used.material_cm3;
    let machine = if used.is_time {
        each("Machine", format!("about {} on the printer", duration(used.machine_hours)), piece.machine)
    } else {
        let room = format!(
            "the room of {:.0} × {:.0} × {:.0} mm",
            basis.size.0[0], basis.size.0[1], basis.size.0[2]
        );
        each("Machine", format!("{room} in a shared machine"), piece.machine)
    };
    let surcharge = f64::from(chosen.color.surcharge_permille) / 10.0;
    let setup = PriceLine {
        label: "Set-up".to_owned(),
        explanation: "Checking and preparing the print file, once for this model".to_owned(),
        amount: technology.setup,
    };
    let lines = [
        setup,
        each(
            "Material",
            format!("{} ({}) of {}", volume(cm3), weight(cm3 * material.density_g_cm3), material.name),
            piece.material,
        ),
        machine,
        each("Color", format!("{}: {surcharge} % on material and machine", chosen.color.name), piece.color),
        each("Finish", format!("{} over {:.0} cm²", chosen.finish.name, basis.area_cm2), piece.finish),
        each("Small part", "raised to the least price of a piece".to_owned(), piece.raise),
    ];
    let always = ["Set-up", "Material", "Machine"];
    lines.into_iter().filter(|line| line.amount.0 != 0 || always.contains(&line.label.as_str())).collect()
}

/// What ordering several takes off.
fn discount_line(piece: &Piece, quantity: u32, catalogue: &Catalogue) -> Option<PriceLine> {
    let whole = piece.sum().saturating_mul(i64::from(quantity));
    let amount = discounted(piece.sum(), quantity, catalogue) - whole;
    let thousandths = discount_permille(quantity, catalogue);
    let percent = f64::from(thousandths) / 10.0;
    (amount != 0).then(|| PriceLine {
        label: "Quantity".to_owned(),
        explanation: format!("{percent} % less a piece for {quantity} pieces; the set-up is shared"),
        amount: Cents(amount),
    })
}

/// What all pieces come to after the discount. Where a step would make more pieces cost less than fewer, the price of
/// the fewer ones holds: then the total never falls, and the price of a piece still does not rise.
fn discounted(each: i64, quantity: u32, catalogue: &Catalogue) -> i64 {
    let at = |quantity: u32| {
        let less = permille(each, discount_permille(quantity, catalogue));
        (each - less).saturating_mul(i64::from(quantity))
    };
    let steps = catalogue.quantity_discounts.iter().map(|(from, _)| *from);
    let before_steps = steps.filter(|from| (2..=quantity).contains(from)).map(|from| at(from - 1));
    before_steps.fold(at(quantity), i64::max)
}

fn discount_permille(quantity: u32, catalogue: &Catalogue) -> u32 {
    let reached = catalogue.quantity_discounts.iter().filter(|(from, _)| *from <= quantity);
    reached.map(|(_, thousandths)| *thousandths).max().unwrap_or(0).min(1000)
}

fn permille(amount: i64, thousandths: u32) -> i64 {
    amount.saturating_mul(i64::from(thousandths)).saturating_add(500) / 1000
}

/// The one rounding: half a cent upwards. The cast saturates, and the checks keep amounts far below.
fn cents(amount: f64) -> i64 {
    amount.round() as i64
}

fn hundredths(hours: f64) -> u32 {
    (hours * 100.0).round() as u32
}

/// A volume for people, never nothing.
fn volume(cm3: f64) -> String {
    if cm3 < 0.1 { "under 0.1 cm³".to_owned() } else { format!("{cm3:.1} cm³") }
}

/// A weight for people, never nothing.
fn weight(grams: f64) -> String {
    match grams {
        little if little < 0.1 => "under 0.1 g".to_owned(),
        some if some < 9.95 => format!("{some:.1} g"),
        much => format!("{much:.0} g"),
    }
}

/// Hours for people: `2 h 40 min`.
fn duration(hours: f64) -> String {
    let minutes = (hours * 60.0 / 5.0).round() as i64 * 5;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
pub(crate) mod tests;
