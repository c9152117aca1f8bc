//! The files of an item, in every format, through links that are made when they are asked for.

use crate::erased::{CollectErased, Erase};
use domain::ids::OrderItemId;
use domain::order::FileFormat;
use leptos::prelude::*;

use crate::ui::{Icon, IconName};

/// A link a format.
#[component]
pub(super) fn Downloads(item: OrderItemId) -> impl IntoView {
    let link = |format: FileFormat| {
        let href = format!("/api/orders/download?item={item}&format={}", format.key());
        view! {
            <li>
                // Leads to another place: not a page of ours.
                <a class="chip" href=href rel="external" title=format.words()>
                    <Icon name=IconName::Download />
                    {format.key().to_uppercase()}
                    <span class="sr-only">{format!(" ({})", format.words())}</span>
                </a>
            </li>
        }
        .erased()
    };
    view! {
        <div data-slot="downloads" class="no-print space-y-1.5">
            <p class="text-sm font-medium">"Download"</p>
            <ul class="flex flex-wrap gap-2">{FileFormat::ALL.map(link).collect_erased()}</ul>
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_in_addresses_are_the_wire_names() {
        for format in FileFormat::ALL {
            assert_eq!(serde_json::to_string(&format).unwrap(), format!("\"{}\"", format.key()));
        }
    }
}
