//! Effects of one type.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

/// How long nothing must change before [`effect_at_rest`] goes to work.
const PAUSE: Duration = Duration::from_millis(350);

/// What [`effect_at_rest`] does then.
pub(crate) type Work = Box<dyn FnOnce()>;

/// [`Effect::new`] for what remembers nothing between two runs. Each effect with a type of its own costs a browser
/// a kilobyte.
pub(crate) fn effect(run: impl Fn() + 'static) {
    boxed(Box::new(run));
}

fn boxed(run: Box<dyn Fn()>) {
    Effect::new(move |_| run());
}

/// Does what `next` hands over, once nothing that it looked at has changed for a moment.
pub(crate) fn effect_at_rest(next: Box<dyn Fn() -> Option<Work>>) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(waiting) = waiting.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
    };
    effect(move || {
        stop();
        if let Some(work) = next() {
            waiting.set_value(set_timeout_with_handle(work, PAUSE).ok());
        }
    });
    on_cleanup(stop);
}
