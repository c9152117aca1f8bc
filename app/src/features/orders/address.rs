//! A postal address, as it stands on a parcel.

use crate::erased::{CollectErased, Erase};
use domain::country::country_name;
use domain::payment::Address;
use leptos::prelude::*;

/// Its lines, without empty ones.
#[component]
pub(super) fn AddressView(address: Address) -> impl IntoView {
    let line = |words: String| view! { <span class="block">{words}</span> };
    view! {
        <address data-slot="address" class="text-sm not-italic">
            {lines(address).into_iter().map(line).collect_erased()}
        </address>
    }
    .erased()
}

fn lines(address: Address) -> Vec<String> {
    let place = format!("{} {}", address.postal_code, address.city);
    let country = country_name(&address.country).to_owned();
    let all = [address.name, address.line1, address.line2, place.trim().to_owned(), address.state, country];
    all.into_iter().filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_are_left_out() {
        let address = Address {
            name: "Ada".into(),
            line1: "Main Street 1".into(),
            city: "Berlin".into(),
            postal_code: "10115".into(),
            country: "DE".into(),
            ..Address::default()
        };
        assert_eq!(lines(address), ["Ada", "Main Street 1", "10115 Berlin", "Germany"]);
    }
}
