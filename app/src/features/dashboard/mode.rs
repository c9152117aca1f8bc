//! Text or image: chosen by the address, so that the tabs are links.

use domain::asset::AssetMode;

use crate::ui::{IconName, Tab};

/// The two tabs, in order.
pub(super) const TABS: [Tab; 2] = [
    Tab { href: "/dashboard", label: "Text to Model", icon: IconName::Sparkles },
    Tab { href: "/dashboard?mode=image", label: "Image to Model", icon: IconName::Image },
];

/// The mode that `?mode=` asks for; text for anything unknown.
#[must_use]
pub(super) fn mode_of(query: Option<&str>) -> AssetMode {
    query.and_then(AssetMode::from_key).unwrap_or(AssetMode::Text)
}

/// The tab of a mode.
#[must_use]
pub(super) fn tab_of(mode: AssetMode) -> usize {
    match mode {
        AssetMode::Text => 0,
        AssetMode::Image => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tab_leads_to_its_mode() {
        for mode in [AssetMode::Text, AssetMode::Image] {
            let href = TABS[tab_of(mode)].href;
            assert_eq!(mode_of(href.split_once("mode=").map(|(_, mode)| mode)), mode);
        }
        assert_eq!(mode_of(Some("video")), AssetMode::Text);
    }
}
