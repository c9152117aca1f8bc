//! What is chosen, as the page's address: a reload, Back or a sent link opens the page as it was left.

use std::cell::Cell;

use domain::ids::PrintConfigId;
use domain::print::{PrintChoice, PrintForm};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use leptos_router::params::ParamsMap;

use super::configurator::{Asked, Configurator};
use super::unit::Unit;
use crate::effect::{Work, effect_at_rest};

/// What the address says: fields that a page with or without scripts put there.
pub(super) fn asked_by_address() -> Asked {
    read(&use_query_map().get_untracked())
}

/// Writes each change into the address once it rests, in place of what was there: Back leaves the page.
pub(super) fn keep_address(configurator: Configurator) {
    let (path, navigate) = (use_location().pathname, use_navigate());
    let here = path.get_untracked();
    let is_untouched = Cell::new(true);
    effect_at_rest(Box::new(move || {
        let (choice, unit) = (configurator.choice.get(), configurator.unit.get());
        if is_untouched.replace(false) {
            return None;
        }
        let query = written(&choice.ok()?, unit, configurator.config()).to_query_string();
        let (here, navigate) = (here.clone(), navigate.clone());
        let write: Work = Box::new(move || {
            // Whoever is on the way to another page already is not called back.
            if path.get_untracked() == here {
                let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
                navigate(&(here + &query), options);
            }
        });
        Some(write)
    }));
}

fn written(choice: &PrintChoice, unit: Unit, config: Option<PrintConfigId>) -> ParamsMap {
    let form = PrintForm::of(choice);
    let [width, height, depth] = choice.size.0.map(|side| unit.exact(side));
    let fields = [
        ("material", form.material),
        ("color", form.color),
        ("finish", form.finish),
        ("quantity", form.quantity),
        ("remarks", form.remarks),
        ("width", width),
        ("height", height),
        ("depth", depth),
        ("unit", unit.key().to_owned()),
        ("config", config.map(|id| id.to_string()).unwrap_or_default()),
    ];
    let mut query = ParamsMap::new();
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        query.insert(name, value);
    }
    query
}

fn read(query: &ParamsMap) -> Asked {
    let field = |name: &str| query.get(name).unwrap_or_default();
    let form = PrintForm {
        material: field("material"),
        color: field("color"),
        finish: field("finish"),
        quantity: field("quantity"),
        remarks: field("remarks"),
        width: field("width"),
        height: field("height"),
        depth: field("depth"),
        unit: field("unit"),
        ..PrintForm::default()
    };
    Asked { form, technology: field("technology"), config: query.get("config") }
}

#[cfg(test)]
mod tests {
    use super::super::configurator::starting_choice;
    use super::*;
    use crate::fakes;

    #[test]
    fn a_choice_survives_its_address_in_both_units() {
        let offer = fakes::print_offer();
        let choice = PrintChoice {
            material: "petg".into(),
            color: "black".into(),
            quantity: 3,
            remarks: "Sand the base & pack it well?".into(),
            size: domain::print::SizeMm([40.123_456_789, 80.0, 0.1 + 0.2]),
            ..starting_choice(&offer, &Asked::default())
        };
        let config = fakes::print_config(choice.clone()).id;
        for unit in Unit::ALL {
            let asked = read(&written(&choice, unit, Some(config)));
            assert_eq!(Unit::from_key(&asked.form.unit), unit);
            assert_eq!(asked.config, Some(config.to_string()));
            let again = starting_choice(&offer, &asked);
            let apart = [0, 1, 2].map(|axis| (again.size.0[axis] - choice.size.0[axis]).abs());
            assert!(apart.into_iter().all(|apart| apart < 1e-12), "{unit:?} {apart:?}");
            assert_eq!(PrintChoice { size: choice.size, ..again }, choice);
        }
    }

    #[test]
    fn what_is_not_there_stays_out_of_the_address() {
        let offer = fakes::print_offer();
        let query = written(&starting_choice(&offer, &Asked::default()), Unit::Mm, None);
        assert_eq!((query.get("remarks"), query.get("config")), (None, None));
        assert_eq!(query.get("width").as_deref(), Some("40"));
    }
}
