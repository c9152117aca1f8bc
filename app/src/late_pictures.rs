//! Pictures that come after their models: a poster is drawn once the model is there, and no report tells when it is done.

use std::time::Duration;

use domain::asset::{AssetCard, AssetStatus};
use domain::ids::AssetId;
use leptos::prelude::*;

use crate::derived::derived;
use crate::effect::effect;

/// How long to wait before each time of asking again; what has no picture by then gets none soon.
const PAUSES: [Duration; 4] =
    [Duration::from_secs(2), Duration::from_secs(3), Duration::from_secs(5), Duration::from_secs(10)];

/// The cards that have a model and no picture yet.
pub(crate) fn without_picture(cards: &[AssetCard]) -> Vec<AssetId> {
    let is_late = |card: &&AssetCard| card.status == AssetStatus::Completed && card.thumbnail.is_none();
    cards.iter().filter(is_late).map(|card| card.id).collect()
}

/// Asks for the cards again, a few times, while some lack their pictures; anew when others do.
pub(crate) fn await_pictures(
    lacking: impl Fn() -> Vec<AssetId> + Send + Sync + 'static,
    ask: impl Fn() + Copy + 'static,
) {
    let lacking = derived(move |_| lacking());
    effect(move || {
        if lacking.with(Vec::is_empty) {
            return;
        }
        let asked = RwSignal::new(0_usize);
        effect(move || {
            let Some(pause) = PAUSES.get(asked.get()) else { return };
            let again = move || {
                ask();
                asked.try_update(|asked| *asked += 1);
            };
            if let Ok(timer) = set_timeout_with_handle(again, *pause) {
                on_cleanup(move || timer.clear());
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes;

    #[test]
    fn only_a_model_without_a_picture_waits_for_one() {
        let bare = |status| AssetCard { thumbnail: None, ..fakes::card(status) };
        let late = bare(AssetStatus::Completed);
        for status in [AssetStatus::GeneratingModel, AssetStatus::Failed] {
            assert_eq!(without_picture(&[bare(status), fakes::card(AssetStatus::Completed)]), []);
        }
        assert_eq!(without_picture(std::slice::from_ref(&late)), [late.id]);
    }
}
