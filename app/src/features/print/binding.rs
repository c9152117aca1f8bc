//! The server's answer to what is chosen: asked for a moment after the last change, and good for exactly that choice.

use domain::Problem;
use domain::print::{Finding, PrintChoice, PrintForm, Quote, Quoted, Verdict};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::api::quote_print;
use super::configurator::Configurator;
use crate::derived::{Derived, derived};
use crate::effect::{Work, effect_at_rest};
use crate::error::AppError;
use crate::features::session::SessionState;

/// What the server said last, and to what.
#[derive(Clone, Debug, Default, PartialEq)]
struct Heard {
    choice: Option<PrintChoice>,
    answer: Option<Result<Quoted, Problem>>,
}

/// The server's part of the page.
#[derive(Clone, Copy)]
pub(super) struct Binding {
    heard: RwSignal<Heard>,
    /// What is asked about: remarks change no price.
    asked: Derived<Option<PrintChoice>>,
}

impl Binding {
    /// Asks whenever the choice has changed and rests; in browsers only.
    pub(super) fn start(configurator: Configurator) -> Self {
        let asked = derived(move |_| {
            let choice = configurator.choice.get().ok()?;
            Some(PrintChoice { remarks: String::new(), ..choice })
        });
        let binding = Self { heard: RwSignal::default(), asked };
        let asset = configurator.asset().to_string();
        let session = SessionState::of_page();
        effect_at_rest(Box::new(move || {
            // A renewed token makes an answer possible that was refused before.
            let _renewals = session.renewals();
            let (asset, choice) = (asset.clone(), asked.get()?);
            let ask: Work = Box::new(move || spawn_local(binding.ask(asset, choice)));
            Some(ask)
        }));
        binding
    }

    async fn ask(self, asset: String, choice: PrintChoice) {
        let answer = quote_print(asset, PrintForm::of(&choice)).await.map_err(|AppError(problem)| problem);
        let is_current = self.asked.try_with_untracked(|asked| asked.as_ref() == Some(&choice));
        if is_current == Some(true) {
            self.heard.try_set(Heard { choice: Some(choice), answer: Some(answer) });
        }
    }

    /// The answer to the present choice.
    fn with_answer<T>(self, look: impl FnOnce(&Result<Quoted, Problem>) -> Option<T>) -> Option<T> {
        let asked = self.asked.get();
        self.heard.with(|heard| {
            let answer = heard.answer.as_ref()?;
            (asked.is_some() && heard.choice == asked).then(|| look(answer))?
        })
    }

    /// The price that binds for the present choice.
    pub(super) fn quote(self) -> Option<Quote> {
        self.with_answer(|answer| answer.as_ref().ok()?.quote.clone())
    }

    /// Whether the present choice prints; while the server is asked, nothing.
    pub(super) fn verdict(self) -> Option<Verdict> {
        self.with_answer(|answer| Some(answer.as_ref().ok()?.passport.verdict))
    }

    /// What was found last; it stays while a changed choice is being looked at.
    pub(super) fn findings(self) -> Option<(Vec<Finding>, Vec<String>)> {
        self.heard.with(|heard| {
            let quoted = heard.answer.as_ref()?.as_ref().ok()?;
            Some((quoted.passport.findings.clone(), quoted.passport.repairs.clone()))
        })
    }

    /// Why the server gave no answer.
    pub(super) fn problem(self) -> Option<Problem> {
        self.with_answer(|answer| answer.clone().err())
    }
}
