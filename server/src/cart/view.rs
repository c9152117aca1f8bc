//! The cart's sums: lines, material start-ups, the minimum for prints, shipping, included tax.

use domain::cart::{CartLine, CartSubject, CartView, Destination};
use domain::catalogue::{Catalogue, ShippingZone};
use domain::money::Cents;

use super::lines::{Priced, PricedCart};

/// The cart as its page shows it.
pub(crate) fn view(cart: &PricedCart, catalogue: &Catalogue) -> CartView {
    let there: Vec<&Priced> = cart.lines.iter().filter(|line| line.is_there()).collect();
    let has_print = there.iter().any(|line| matches!(line.subject, CartSubject::Print(..)));
    let subtotal: Cents = there.iter().map(|line| line.total).sum();
    let startup = startup(&there, catalogue);
    let short = catalogue.print_order_minimum.0 - subtotal.0 - startup.0;
    let minimum_surcharge = if has_print { Cents(short.max(0)) } else { Cents::ZERO };
    let chosen = cart.country.as_deref().filter(|country| catalogue.zone(country).is_some());
    let first = catalogue.shipping_zones.first().and_then(|zone| zone.countries.first());
    let country = chosen.or(first.map(String::as_str));
    let zone = country.and_then(|country| catalogue.zone(country));
    let destination = country.zip(zone).filter(|_| has_print).map(|(country, zone)| to(country, zone));
    let shipping = destination.as_ref().map_or(Cents::ZERO, |destination| destination.price);
    let total = subtotal + startup + minimum_surcharge + shipping;
    CartView {
        version: cart.version,
        lines: cart.lines.iter().map(line).collect(),
        currency: catalogue.currency,
        subtotal,
        minimum_surcharge,
        startup,
        destination,
        destinations: if has_print { destinations(catalogue) } else { Vec::new() },
        total,
        included_tax: included_tax(total, zone.map_or(0, |zone| zone.included_tax_permille)),
    }
}

fn line(line: &Priced) -> CartLine {
    CartLine {
        id: line.id,
        subject: line.subject.clone(),
        title: line.title.clone(),
        facts: line.facts.clone(),
        picture: line.picture.clone(),
        quantity: line.quantity(),
        total: line.total,
        state: line.state.clone(),
    }
}

/// Once for each material of the order.
fn startup(lines: &[&Priced], catalogue: &Catalogue) -> Cents {
    let mut materials: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.print.as_ref())
        .map(|(choice, _)| choice.material.as_str())
        .collect();
    materials.sort_unstable();
    materials.dedup();
    materials.into_iter().filter_map(|slug| catalogue.material(slug)).map(|material| material.startup).sum()
}

fn destinations(catalogue: &Catalogue) -> Vec<Destination> {
    let zones = catalogue.shipping_zones.iter();
    zones.flat_map(|zone| zone.countries.iter().map(move |country| to(country, zone))).collect()
}

fn to(country: &str, zone: &ShippingZone) -> Destination {
    Destination { country: country.to_owned(), zone: zone.name.clone(), price: zone.price, days: zone.days }
}

/// The tax in an amount that includes it, rounded to the cent.
fn included_tax(total: Cents, permille: u32) -> Cents {
    let rate = i128::from(permille);
    let tax = (i128::from(total.0) * rate * 2 + (1000 + rate)) / (2 * (1000 + rate));
    Cents(i64::try_from(tax).unwrap_or(i64::MAX))
}
