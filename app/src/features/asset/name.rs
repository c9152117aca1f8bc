//! What an asset is called on pages.

use domain::asset::{AssetCard, AssetMode};

/// The prompt, or what stands for it.
#[must_use]
pub fn asset_name(card: &AssetCard) -> String {
    match (card.prompt.trim(), card.mode) {
        ("", AssetMode::Image) => "From your picture".to_owned(),
        ("", AssetMode::Text) => "Untitled".to_owned(),
        (prompt, _) => prompt.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes;
    use domain::asset::AssetStatus;

    #[test]
    fn a_picture_without_words_has_a_name_too() {
        let mut card = fakes::card(AssetStatus::Completed);
        assert_eq!(asset_name(&card), "a red robot");
        card.prompt = " ".into();
        card.mode = AssetMode::Image;
        assert_eq!(asset_name(&card), "From your picture");
    }
}
