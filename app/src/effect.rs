//! Effects of one type.

use leptos::prelude::Effect;

/// [`Effect::new`] for what remembers nothing between two runs. Each effect with a type of its own costs a browser
/// a kilobyte.
pub(crate) fn effect(run: impl Fn() + 'static) {
    boxed(Box::new(run));
}

fn boxed(run: Box<dyn Fn()>) {
    Effect::new(move |_| run());
}
