//! How generations are doing: by event stream, and by asking every two seconds while there is none.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use app::browser::{FeedEvent, Handle, StatusFeed};
use domain::ids::AssetId;
use leptos::leptos_dom::helpers::set_timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{EventSource, MessageEvent};

use crate::json::fetch_text;
use crate::registry::Registry;

/// Between two questions where there is no stream.
const POLL_EVERY: std::time::Duration = std::time::Duration::from_secs(2);
/// Failed connections in a row after which the stream is given up; the browser retries in between.
const STREAM_FAILURES: u32 = 2;

/// Rounds of questions that are answered before the stream is tried again: a server that was away for a moment does not
/// turn every open page into one that asks for good.
const POLLS: u32 = 10;

thread_local! {
    static FEEDS: Registry<Rc<Feed>> = const { Registry::new() };
}

/// The page's feeds.
pub struct LiveFeed;

struct Feed {
    assets: Vec<AssetId>,
    listener: Box<dyn Fn(FeedEvent)>,
    stream: RefCell<Option<EventSource>>,
    failures: Cell<u32>,
    is_stopped: Cell<bool>,
}

impl StatusFeed for LiveFeed {
    fn follow(&self, assets: &[AssetId], listener: Box<dyn Fn(FeedEvent)>) -> Handle {
        let feed = Rc::new(Feed {
            assets: assets.to_vec(),
            listener,
            stream: RefCell::new(None),
            failures: Cell::new(0),
            is_stopped: Cell::new(false),
        });
        listen(&feed);
        FEEDS.with(|feeds| feeds.insert(feed))
    }

    fn stop(&self, feed: Handle) {
        if let Some(feed) = FEEDS.with(|feeds| feeds.remove(feed)) {
            feed.is_stopped.set(true);
            feed.close_stream();
        }
    }
}

impl Feed {
    fn close_stream(&self) {
        if let Some(stream) = self.stream.take() {
            stream.close();
        }
    }

    fn tell(&self, json: &str) {
        if self.is_stopped.get() {
            return;
        }
        if let Ok(report) = app::wire::read(json.as_bytes()) {
            (self.listener)(FeedEvent::Report(report));
        }
    }
}

fn events_url(assets: &[AssetId]) -> String {
    let ids: Vec<String> = assets.iter().map(ToString::to_string).collect();
    format!("/api/generation-events?assets={}", ids.join(","))
}

/// Opens the stream; asks where there is none.
fn listen(feed: &Rc<Feed>) {
    let Ok(stream) = EventSource::new(&events_url(&feed.assets)) else {
        poll(Rc::clone(feed), POLLS);
        return;
    };
    feed.failures.set(0);
    let told = Rc::clone(feed);
    let on_status = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        told.failures.set(0);
        if let Some(json) = event.data().as_string() {
            told.tell(&json);
        }
    });
    let _ = stream.add_event_listener_with_callback("status", on_status.into_js_value().unchecked_ref());

    let failed = Rc::clone(feed);
    let on_error = Closure::<dyn Fn()>::new(move || {
        failed.failures.set(failed.failures.get() + 1);
        let Some(state) = failed.stream.borrow().as_ref().map(EventSource::ready_state) else { return };
        if state == EventSource::CLOSED || failed.failures.get() >= STREAM_FAILURES {
            failed.close_stream();
            poll(Rc::clone(&failed), POLLS);
        }
    });
    stream.set_onerror(Some(on_error.into_js_value().unchecked_ref()));
    feed.stream.replace(Some(stream));
}

/// Asks for each asset in turn, and again after a while, until the feed is stopped or every one of them is refused;
/// listens again after so many rounds.
fn poll(feed: Rc<Feed>, rounds: u32) {
    spawn_local(async move {
        let (mut refused, mut rounds) = (0, rounds - 1);
        for asset in &feed.assets {
            if feed.is_stopped.get() {
                return;
            }
            match fetch_text("GET", &format!("/api/generation-status/{asset}")).await {
                Ok(json) => feed.tell(&json),
                // The session is over, or the asset is not its own: asking again changes nothing.
                Err(401 | 404) => refused += 1,
                Err(0 | 500..) if !feed.is_stopped.get() => {
                    rounds = POLLS;
                    (feed.listener)(FeedEvent::Unanswered);
                }
                Err(_) => {}
            }
        }
        if refused == feed.assets.len() {
            if !feed.is_stopped.get() {
                (feed.listener)(FeedEvent::Refused);
            }
            return;
        }
        set_timeout(
            move || match rounds {
                _ if feed.is_stopped.get() => {}
                0 => listen(&feed),
                _ => poll(feed, rounds),
            },
            POLL_EVERY,
        );
    });
}
