//! What is chosen on the print page, and what follows from it at once.

use crate::derived::{Derived, derived};
use std::sync::Arc;

use domain::Problem;
use domain::catalogue::{Material, Technology};
use domain::ids::{AssetId, PrintConfigId};
use domain::price::price;
use domain::print::{Price, PrintChoice, PrintForm, PrintOffer, SizeMm, SizeRange};
use domain::problem::Field;
use leptos::prelude::*;

use super::unit::Unit;

/// The state of the page: signals that the fields write, and what is computed from them.
#[derive(Clone, Copy)]
pub(super) struct Configurator {
    offer: StoredValue<Arc<PrintOffer>>,
    config: StoredValue<Option<PrintConfigId>>,
    pub(super) material: RwSignal<String>,
    pub(super) color: RwSignal<String>,
    pub(super) finish: RwSignal<String>,
    pub(super) quantity: RwSignal<String>,
    pub(super) remarks: RwSignal<String>,
    /// What the three size fields hold.
    pub(super) sides: [RwSignal<String>; 3],
    /// The last size that could be read.
    pub(super) size: RwSignal<SizeMm>,
    pub(super) keeps_proportions: RwSignal<bool>,
    pub(super) unit: RwSignal<Unit>,
    /// What is chosen, or the first field that cannot be used.
    pub(super) choice: Derived<Result<PrintChoice, Problem>>,
    /// The price that follows at once.
    pub(super) price: Derived<Result<Price, Problem>>,
}

/// What the address says.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// The fields of the form.
    pub(super) form: PrintForm,
    /// A technology's slug: its first material, unless the form's is of it already.
    pub(super) technology: String,
    /// The configuration that is changed.
    pub(super) config: Option<String>,
}

/// What the page starts with: a kept configuration, or what the address says, filled up from the offer. Fields in the
/// address are changes of the kept one.
pub(super) fn starting_choice(offer: &PrintOffer, asked: &Asked) -> PrintChoice {
    let Asked { form: asked, technology, config } = asked;
    let kept = offer.configs.iter().find(|kept| *config == Some(kept.id.to_string()));
    if let Some(kept) = kept.filter(|_| asked.material.is_empty()) {
        return kept.choice.clone();
    }
    let catalogue = &offer.catalogue;
    let is_asked = |material: &&Material| technology.is_empty() || material.technology == *technology;
    let material = catalogue.material(&asked.material).filter(is_asked);
    let material =
        material.or_else(|| catalogue.materials.iter().find(is_asked)).or(catalogue.materials.first());
    let color = material.and_then(|material| material.color(&asked.color).or(material.colors.first()));
    let finish = material.and_then(|material| material.finish(&asked.finish).or(material.finishes.first()));
    let asked_size =
        PrintForm { quantity: "1".to_owned(), ..asked.clone() }.choice().map(|choice| choice.size);
    PrintChoice {
        material: material.map(|material| material.slug.clone()).unwrap_or_default(),
        color: color.map(|color| color.slug.clone()).unwrap_or_default(),
        finish: finish.map(|finish| finish.slug.clone()).unwrap_or_default(),
        quantity: domain::cart::read_quantity(&asked.quantity).unwrap_or(1),
        remarks: asked.remarks.clone(),
        size: asked_size.unwrap_or(offer.basis.size),
    }
}

impl Configurator {
    /// A page that starts with `choice`; `config` is what it changes.
    pub(super) fn new(
        offer: Arc<PrintOffer>,
        choice: PrintChoice,
        config: Option<PrintConfigId>,
        unit: Unit,
    ) -> Self {
        let own = offer.basis.size;
        let is_proportional = (0..3).all(|axis| {
            let expected = own.with_longest(choice.size.longest()).0[axis];
            (choice.size.0[axis] - expected).abs() <= 0.002 * expected
        });
        let offer = StoredValue::new(offer);
        let (material, color) = (RwSignal::new(choice.material), RwSignal::new(choice.color));
        let (finish, remarks) = (RwSignal::new(choice.finish), RwSignal::new(choice.remarks));
        let quantity = RwSignal::new(choice.quantity.to_string());
        let sides = choice.size.0.map(|side| RwSignal::new(unit.number(side)));
        let (size, unit) = (RwSignal::new(choice.size), RwSignal::new(unit));
        let choice = derived(move |_| {
            let unreadable = sides.iter().any(|side| side.with(|typed| unit.get().read_mm(typed).is_none()));
            if unreadable {
                return Err(Problem::invalid(Field::Size, "Give each side as a number above zero."));
            }
            let choice = PrintChoice {
                material: material.get(),
                color: color.get(),
                finish: finish.get(),
                quantity: quantity.with(|typed| domain::cart::read_quantity(typed))?,
                remarks: remarks.get(),
                size: size.get(),
            };
            offer.with_value(|offer| choice.check(&offer.catalogue))?;
            Ok(choice)
        });
        let price = derived(move |_| {
            let choice = choice.get()?;
            offer.with_value(|offer| price(&offer.basis.scaled_to(choice.size), &choice, &offer.catalogue))
        });
        Self {
            offer,
            config: StoredValue::new(config),
            material,
            color,
            finish,
            quantity,
            remarks,
            sides,
            size,
            keeps_proportions: RwSignal::new(is_proportional),
            unit,
            choice,
            price,
        }
    }

    /// Something of the offer.
    pub(super) fn with_offer<T>(self, look: impl FnOnce(&PrintOffer) -> T) -> T {
        self.offer.with_value(|offer| look(offer))
    }

    pub(super) fn asset(self) -> AssetId {
        self.with_offer(|offer| offer.asset)
    }

    /// The configuration that is changed.
    pub(super) fn config(self) -> Option<PrintConfigId> {
        self.config.get_value()
    }

    /// The chosen material and its technology.
    pub(super) fn chosen(self) -> Option<(Material, Technology)> {
        let slug = self.material.get();
        self.with_offer(|offer| {
            let material = offer.catalogue.material(&slug)?;
            Some((material.clone(), offer.catalogue.technology(&material.technology)?.clone()))
        })
    }

    /// The chosen color, where it is printed in one (`#rrggbb`).
    pub(super) fn paint(self) -> Option<String> {
        let (material, color) = (self.material.get(), self.color.get());
        self.with_offer(|offer| offer.catalogue.material(&material)?.color(&color)?.hex.clone())
    }

    /// Between which sizes the chosen material prints at the model's own proportions.
    pub(super) fn range(self) -> Option<SizeRange> {
        let slug = self.material.get();
        self.with_offer(|offer| offer.ranges.iter().find(|range| range.material == slug).cloned())
    }

    /// Chooses a material; color and finish stay where it has them too.
    pub(super) fn choose_material(self, slug: &str) {
        let Some(material) = self.with_offer(|offer| offer.catalogue.material(slug).cloned()) else { return };
        if self.color.with_untracked(|color| material.color(color).is_none()) {
            self.color.set(material.colors.first().map(|color| color.slug.clone()).unwrap_or_default());
        }
        if self.finish.with_untracked(|finish| material.finish(finish).is_none()) {
            self.finish.set(material.finishes.first().map(|finish| finish.slug.clone()).unwrap_or_default());
        }
        self.material.set(material.slug);
    }

    /// Takes what was typed into one of the three size fields.
    pub(super) fn type_side(self, axis: usize, typed: String) {
        let unit = self.unit.get_untracked();
        if let Some(side_mm) = unit.read_mm(&typed) {
            let mut size = self.size.get_untracked();
            if self.keeps_proportions.get_untracked() {
                let factor = side_mm / size.0[axis].max(f64::MIN_POSITIVE);
                size = SizeMm(size.0.map(|side| side * factor));
            }
            size.0[axis] = side_mm;
            self.size.set(size);
            self.write_sides(Some(axis));
        }
        self.sides[axis].set(typed);
    }

    /// Scales to this longest side, proportions as they are.
    pub(super) fn set_longest(self, longest_mm: f64) {
        self.size.update(|size| *size = size.with_longest(longest_mm));
        self.write_sides(None);
    }

    /// Locks the proportions (back to the model's own) or frees the three sides.
    pub(super) fn set_keeps_proportions(self, keeps: bool) {
        self.keeps_proportions.set(keeps);
        if keeps {
            let own = self.with_offer(|offer| offer.basis.size);
            self.size.update(|size| *size = own.with_longest(size.longest()));
            self.write_sides(None);
        }
    }

    /// Shows the same size in another unit.
    pub(super) fn set_unit(self, unit: Unit) {
        self.unit.set(unit);
        self.write_sides(None);
    }

    /// Writes the size into the fields, except into the one that is being typed in.
    fn write_sides(self, typed: Option<usize>) {
        let (size, unit) = (self.size.get_untracked(), self.unit.get_untracked());
        for (axis, side) in self.sides.iter().enumerate().filter(|(axis, _)| Some(*axis) != typed) {
            side.set(unit.number(size.0[axis]));
        }
    }
}

#[cfg(test)]
mod tests;
