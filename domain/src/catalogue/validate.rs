//! Whether a catalogue can be sold from: everything is looked at, and every fault is told at once.

use std::collections::HashSet;
use std::fmt;

use super::{Catalogue, Color, CreditPackage, Finish, Material, ShippingZone, Technology};
use crate::money::Cents;

/// Longest name a row is known by.
const LONGEST_SLUG: usize = 40;
/// Lengths of machines and walls that make sense, in millimetres.
const BUILD_SIDES_MM: std::ops::RangeInclusive<f64> = 10.0..=2000.0;
const WALLS_MM: std::ops::RangeInclusive<f64> = 0.1..=20.0;
/// Densities from cork to gold, in grams a cubic centimetre.
const DENSITIES: std::ops::RangeInclusive<f64> = 0.1..=20.0;
/// Amounts that are no slip of the keyboard: up to 10 000.00.
const AMOUNTS: std::ops::RangeInclusive<i64> = 0..=1_000_000;
/// Credits given away to whoever signs up.
const START_GRANTS: std::ops::RangeInclusive<i64> = 0..=1000;
/// Rates a cubic centimetre, a square centimetre and an hour, in cents.
const RATES: std::ops::RangeInclusive<f64> = 0.0..=100_000.0;

/// Everything that is wrong with a catalogue, a sentence each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueFaults(pub Vec<String>);

impl fmt::Display for CatalogueFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for CatalogueFaults {}

impl Catalogue {
    /// Looks at everything: names unique, numbers finite and in range, references that resolve, countries in one zone,
    /// discounts that only rise.
    ///
    /// # Errors
    /// Every fault there is.
    pub fn validate(&self) -> Result<(), CatalogueFaults> {
        let mut faults = Faults::default().named("catalogue");
        self.check_whole(&mut faults);
        for technology in &self.technologies {
            technology.check(faults.of(format!("technology {}", technology.slug)));
        }
        for material in &self.materials {
            material.check(faults.of(format!("material {}", material.slug)));
            let is_known = self.technology(&material.technology).is_some();
            faults.unless(is_known, &format!("there is no technology {}", material.technology));
        }
        for package in &self.packages {
            package.check(faults.of(format!("package {}", package.slug)));
        }
        for zone in &self.shipping_zones {
            zone.check(faults.of(format!("zone {}", zone.slug)));
        }
        if faults.found.is_empty() { Ok(()) } else { Err(CatalogueFaults(faults.found)) }
    }

    fn check_whole(&self, faults: &mut Faults) {
        faults.slugs("technology", self.technologies.iter().map(|one| one.slug.as_str()));
        faults.slugs("material", self.materials.iter().map(|one| one.slug.as_str()));
        faults.slugs("package", self.packages.iter().map(|one| one.slug.as_str()));
        faults.slugs("zone", self.shipping_zones.iter().map(|one| one.slug.as_str()));
        let is_stocked = !self.technologies.is_empty() && !self.materials.is_empty();
        faults.unless(is_stocked, "there is nothing to print with");
        for technology in &self.technologies {
            let is_used = self.materials.iter().any(|material| material.technology == technology.slug);
            faults.unless(is_used, &format!("technology {} has no material", technology.slug));
        }
        let all = faults.of("catalogue".to_owned());
        all.words(&[&self.source]);
        all.amount("download_price", self.download_price);
        all.amount("print_order_minimum", self.print_order_minimum);
        all.unless((1..=24 * 90).contains(&self.quote_hours), "quote_hours is 1 to 2160");
        all.unless(START_GRANTS.contains(&self.start_grant.0), "start_grant is 0 to 1000 credits");
        all.unless(self.download_price.0 > 0, "download_price is not for nothing");
        self.check_discounts(all);
        let countries = self.shipping_zones.iter().flat_map(|zone| &zone.countries);
        let mut seen = HashSet::new();
        for country in countries.filter(|country| !seen.insert(country.as_str())) {
            faults.unless(false, &format!("country {country} is there twice"));
        }
    }

    fn check_discounts(&self, faults: &mut Faults) {
        let steps = &self.quantity_discounts;
        let rises = steps.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1);
        faults.unless(rises, "quantity_discounts rise with the quantity");
        let is_sensible = steps.iter().all(|(from, thousandths)| *from >= 2 && *thousandths <= 900);
        faults.unless(is_sensible, "quantity_discounts begin at 2 pieces and stay within 900 thousandths");
    }
}

impl Technology {
    fn check(&self, faults: &mut Faults) {
        faults.words(&[&self.name, &self.summary, &self.source]);
        faults.unless(
            self.build_box_mm.iter().all(|side| BUILD_SIDES_MM.contains(side)),
            "build_box_mm is out of range",
        );
        faults.amount("machine_cents_per_hour", Cents(self.machine_cents_per_hour));
        faults.amount("setup", self.setup);
        faults.amount("part_minimum", self.part_minimum);
        // Then the price of the smallest piece is still a price.
        faults.unless(self.part_minimum.0 > 0, "part_minimum is not for nothing");
        faults.days("lead_days", self.lead_days);
    }
}

impl Material {
    fn check(&self, faults: &mut Faults) {
        faults.words(&[&self.name, &self.summary, &self.source]);
        faults.slugs("color", self.colors.iter().map(|one| one.slug.as_str()));
        faults.slugs("finish", self.finishes.iter().map(|one| one.slug.as_str()));
        faults.unless(!self.colors.is_empty() && !self.finishes.is_empty(), "it needs a color and a finish");
        faults.unless(DENSITIES.contains(&self.density_g_cm3), "density_g_cm3 is out of range");
        faults.unless(RATES.contains(&self.cents_per_cm3), "cents_per_cm3 is out of range");
        faults.amount("startup", self.startup);
        self.check_walls(faults);
        self.colors.iter().for_each(|color| color.check(faults));
        self.finishes.iter().for_each(|finish| finish.check(faults));
    }

    fn check_walls(&self, faults: &mut Faults) {
        let steps = &self.warn_walls_mm;
        faults.unless(WALLS_MM.contains(&self.block_wall_mm), "block_wall_mm is out of range");
        let is_in_range =
            steps.iter().all(|(sum, wall)| sum.is_finite() && *sum > 0.0 && WALLS_MM.contains(wall));
        faults.unless(!steps.is_empty() && is_in_range, "warn_walls_mm is missing or out of range");
        let rises = steps.windows(2).all(|pair| pair[0].0 < pair[1].0);
        faults.unless(rises, "warn_walls_mm rise with the sum of the sides");
        let warns_first = steps.iter().all(|(_, wall)| *wall >= self.block_wall_mm);
        faults.unless(warns_first, "warn_walls_mm are at least block_wall_mm");
    }
}

impl Color {
    fn check(&self, faults: &mut Faults) {
        faults.words(&[&self.name]);
        let is_color = |hex: &String| {
            hex.len() == 7 && hex.starts_with('#') && hex.bytes().skip(1).all(|byte| byte.is_ascii_hexdigit())
        };
        faults.unless(self.hex.as_ref().is_none_or(is_color), &format!("color {} has no #rrggbb", self.slug));
        let is_sensible = self.surcharge_permille <= 5000;
        faults.unless(is_sensible, &format!("color {} has a surcharge out of range", self.slug));
    }
}

impl Finish {
    fn check(&self, faults: &mut Faults) {
        faults.words(&[&self.name]);
        faults.amount(&format!("finish {}", self.slug), self.fixed);
        faults.unless(
            RATES.contains(&self.cents_per_cm2),
            &format!("finish {} has a rate out of range", self.slug),
        );
    }
}

impl CreditPackage {
    fn check(&self, faults: &mut Faults) {
        faults.words(&[&self.name, &self.source]);
        faults.amount("price", self.price);
        let gives = (1..=100_000).contains(&self.credits.0) && (0..=100_000).contains(&self.bonus.0);
        faults.unless(gives && self.price.0 > 0, "it gives credits for a price");
        let is_stripes = self.stripe_price_id.as_ref().is_none_or(|id| id.starts_with("price_"));
        faults.unless(is_stripes, "stripe_price_id starts with price_");
    }
}

impl ShippingZone {
    fn check(&self, faults: &mut Faults) {
        faults.words(&[&self.name, &self.source]);
        faults.amount("price", self.price);
        faults.days("days", self.days);
        faults.unless(!self.countries.is_empty(), "it has no country");
        faults.unless(self.included_tax_permille < 1000, "included_tax_permille is below 1000");
        let is_code = |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        faults.unless(self.countries.iter().all(is_code), "countries have two capital letters");
    }
}

/// Collects sentences, each with the row it is about.
#[derive(Default)]
struct Faults {
    row: String,
    found: Vec<String>,
}

impl Faults {
    fn named(self, row: &str) -> Self {
        Self { row: row.to_owned(), ..self }
    }

    /// What follows is about this row.
    fn of(&mut self, row: String) -> &mut Self {
        self.row = row;
        self
    }

    fn unless(&mut self, is_good: bool, sentence: &str) {
        if !is_good {
            self.found.push(format!("{}: {sentence}", self.row));
        }
    }

    fn slugs<'a>(&mut self, kind: &str, slugs: impl Iterator<Item = &'a str>) {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let mut seen = HashSet::new();
        for slug in slugs {
            let is_plain = (1..=LONGEST_SLUG).contains(&slug.len()) && slug.bytes().all(plain);
            self.unless(is_plain, &format!("{kind} {slug:?} has a name other than a-z, 0-9 and -"));
            self.unless(seen.insert(slug), &format!("{kind} {slug} is there twice"));
        }
    }

    fn words(&mut self, words: &[&String]) {
        let are_there = words.iter().all(|text| !text.trim().is_empty() && text.chars().count() <= 300);
        self.unless(are_there, "a name, summary or source is empty or longer than 300 characters");
    }

    fn amount(&mut self, name: &str, amount: Cents) {
        self.unless(AMOUNTS.contains(&amount.0), &format!("{name} is out of range"));
    }

    fn days(&mut self, name: &str, (least, most): (u32, u32)) {
        self.unless(least <= most && most <= 365, &format!("{name} are at most a year, the least first"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::price::tests::catalogue;

    fn faults(change: impl FnOnce(&mut Catalogue)) -> String {
        let mut changed = catalogue();
        change(&mut changed);
        changed.validate().map_or_else(|faults| faults.to_string(), |()| String::new())
    }

    #[test]
    fn what_the_shop_starts_with_is_sound() {
        assert_eq!(faults(|_| {}), "");
        let shop = catalogue();
        assert!(shop.shipping_zones.iter().map(|zone| zone.countries.len()).sum::<usize>() >= 40);
        assert!(
            shop.materials
                .iter()
                .all(|material| material.source.contains("Walls") || material.source.contains("Wall"))
        );
    }

    #[test]
    fn each_fault_is_told_with_its_row() {
        type Change = fn(&mut Catalogue);
        let cases: [(&str, Change); 12] = [
            ("material pla is there twice", |shop| shop.materials[1].slug = "pla".into()),
            ("material pla: there is no technology magic", |shop| {
                shop.materials[0].technology = "magic".into();
            }),
            ("material pla: density_g_cm3", |shop| shop.materials[0].density_g_cm3 = f64::NAN),
            ("material pla: cents_per_cm3", |shop| shop.materials[0].cents_per_cm3 = f64::INFINITY),
            ("material pla: it needs a color", |shop| shop.materials[0].colors.clear()),
            ("warn_walls_mm are at least", |shop| shop.materials[0].warn_walls_mm[0].1 = 0.5),
            ("country DE is there twice", |shop| shop.shipping_zones[1].countries.push("DE".into())),
            ("two capital letters", |shop| shop.shipping_zones[1].countries.push("usa".into())),
            ("quantity_discounts rise", |shop| shop.quantity_discounts = vec![(5, 100), (10, 50)]),
            ("technology fdm: part_minimum is not", |shop| shop.technologies[0].part_minimum = Cents(0)),
            ("package credits-10: it gives", |shop| shop.packages[0].price = Cents(0)),
            ("has no #rrggbb", |shop| shop.materials[0].colors[0].hex = Some("red".into())),
        ];
        for (expected, change) in cases {
            let found = faults(change);
            assert!(found.contains(expected), "{expected}: {found}");
        }
    }

    #[test]
    fn whatever_limits_or_costs_has_a_source() {
        type Place = fn(&mut Catalogue) -> &mut String;
        let places: [(&str, Place); 5] = [
            ("catalogue", |shop| &mut shop.source),
            ("technology fdm", |shop| &mut shop.technologies[0].source),
            ("material pla", |shop| &mut shop.materials[0].source),
            ("package credits-10", |shop| &mut shop.packages[0].source),
            ("zone de", |shop| &mut shop.shipping_zones[0].source),
        ];
        for (row, place) in places {
            let found = faults(|shop| *place(shop) = "  ".into());
            assert_eq!(
                found,
                format!("{row}: a name, summary or source is empty or longer than 300 characters")
            );
        }
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let found = faults(|shop| {
            shop.technologies[0].build_box_mm[1] = 0.0;
            shop.download_price = Cents(-1);
            shop.packages[2].slug = "Credits 60".into();
        });
        assert!(found.lines().count() >= 3, "{found}");
    }
}
