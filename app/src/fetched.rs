//! What a page shows of the server: fetched with the document, and again when what it depends on changes.

use std::any::Any;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use leptos::prelude::{Get, GetUntracked, Resource};
use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::wire;

/// A [`Resource`] of type `A`. All of them are one type below their surface: each resource of its own type costs a
/// browser several kilobytes.
pub(crate) struct Fetched<A> {
    resource: Resource<Held, HeldCodec>,
    answer: PhantomData<fn() -> A>,
}

impl<A> Clone for Fetched<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for Fetched<A> {}

impl<A: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Fetched<A> {
    /// As [`Resource::new`]: fetches for what `source` says, and again when that has changed.
    pub fn new<S, Fetching>(
        source: impl Fn() -> S + Send + Sync + 'static,
        fetch: impl Fn(S) -> Fetching + Send + Sync + 'static,
    ) -> Self
    where
        S: PartialEq + Clone + Send + 'static,
        Fetching: Future<Output = A> + Send + 'static,
    {
        let asked = Arc::new(Mutex::new((0, None::<S>)));
        let now = Arc::clone(&asked);
        let edition = move || {
            let source = source();
            let mut now = now.lock().unwrap_or_else(PoisonError::into_inner);
            if now.1.as_ref() != Some(&source) {
                *now = (now.0 + 1, Some(source));
            }
            now.0
        };
        let fetch = move || -> Work {
            let source = asked.lock().unwrap_or_else(PoisonError::into_inner).1.clone();
            let fetching = source.map(&fetch);
            Box::pin(async move {
                match fetching {
                    Some(fetching) => Held::Fetched(Arc::new(fetching.await)),
                    None => std::future::pending().await,
                }
            })
        };
        Self { resource: hold(Box::new(edition), Box::new(fetch)), answer: PhantomData }
    }

    /// The answer; nothing while the first one is on its way.
    pub fn get(self) -> Option<A> {
        self.resource.get()?.answer().cloned()
    }

    /// [`Self::get`] without asking to be told of newer answers.
    pub fn get_untracked(self) -> Option<A> {
        self.resource.get_untracked()?.answer().cloned()
    }

    /// Looks at what [`Self::get`] would copy.
    pub fn with<Seen>(self, look: impl FnOnce(Option<&A>) -> Seen) -> Seen {
        look(self.resource.get().as_ref().and_then(Held::answer))
    }
}

impl<A> Fetched<A> {
    /// Asks again.
    pub fn refetch(self) {
        self.resource.refetch();
    }
}

type Work = Pin<Box<dyn Future<Output = Held> + Send>>;

/// Compiled once; `edition` counts how often the source has changed.
fn hold(
    edition: Box<dyn Fn() -> u32 + Send + Sync>,
    fetch: Box<dyn Fn() -> Work + Send + Sync>,
) -> Resource<Held, HeldCodec> {
    Resource::new_with_options(edition, move |_| fetch(), false)
}

/// An answer without its type.
#[derive(Clone)]
enum Held {
    Fetched(Arc<dyn Answer>),
    /// It came with the document.
    Sent(Arc<Sent>),
}

struct Sent {
    json: String,
    /// Read when a page first asks for it, which is who knows the type.
    read: OnceLock<Option<Arc<dyn Answer>>>,
}

trait Answer: Any + Send + Sync {
    fn json(&self) -> Result<String, serde_json::Error>;
}

impl<A: Serialize + Send + Sync + 'static> Answer for A {
    fn json(&self) -> Result<String, serde_json::Error> {
        // Only the server writes answers into documents.
        if cfg!(target_family = "wasm") { Ok(String::new()) } else { serde_json::to_string(self) }
    }
}

impl Held {
    fn answer<A: Serialize + DeserializeOwned + Send + Sync + 'static>(&self) -> Option<&A> {
        let answer = match self {
            Self::Fetched(answer) => answer,
            Self::Sent(sent) => sent.read.get_or_init(|| sent.read::<A>()).as_ref()?,
        };
        let answer: &dyn Any = &**answer;
        answer.downcast_ref()
    }
}

impl Sent {
    fn read<A: Serialize + DeserializeOwned + Send + Sync + 'static>(&self) -> Option<Arc<dyn Answer>> {
        let answer: A = wire::read(self.json.as_bytes()).ok()?;
        Some(Arc::new(answer))
    }
}

struct HeldCodec;

impl Encoder<Held> for HeldCodec {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(held: &Held) -> Result<String, Self::Error> {
        match held {
            Held::Fetched(answer) => answer.json(),
            Held::Sent(sent) => Ok(sent.json.clone()),
        }
    }
}

impl Decoder<Held> for HeldCodec {
    type Error = std::convert::Infallible;
    type Encoded = str;

    fn decode(json: &str) -> Result<Held, Self::Error> {
        Ok(Held::Sent(Arc::new(Sent { json: json.to_owned(), read: OnceLock::new() })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_travels_as_its_json() {
        let fetched = Held::Fetched(Arc::new(vec![Some(1_u8), None]));
        let json = HeldCodec::encode(&fetched).unwrap();
        assert_eq!(json, "[1,null]");
        let Ok(sent) = HeldCodec::decode(&json);
        for held in [fetched, sent.clone(), sent] {
            assert_eq!(held.answer(), Some(&vec![Some(1_u8), None]));
        }
    }
}
