//! Renders a page as the server does: whole, with its status.

use std::sync::{Arc, Mutex, Once};

use domain::account::PersonalAccounts;
use domain::asset::Assets;
use domain::cart::Carts;
use domain::checkout::Checkouts;
use domain::credits::{CreditLedger, CreditRules};
use domain::ids::Entropy;
use domain::order::Orders;
use domain::page::PageResponse;
use domain::print::Prints;
use domain::session::Accounts;
use domain::site::{IdentityMode, SiteFacts};
use domain::style::Styles;
use domain::time::Clock;
use futures::StreamExt;
use futures::executor::block_on;
use hydration_context::{SharedContext, SsrSharedContext};
use leptos::prelude::*;
use leptos_meta::ServerMetaContext;
use leptos_router::location::RequestUrl;

use super::World;
use crate::pages::{AtHand, Pages};
use crate::shell::{SiteAssets, shell};

/// What the browser gets.
pub(crate) struct Rendered {
    pub(crate) html: String,
    pub(crate) status: Option<u16>,
}

impl Rendered {
    /// The document without the markers that hydration needs.
    pub(crate) fn text(&self) -> String {
        self.html.replace("<!>", "").replace("&amp;", "&")
    }

    pub(crate) fn assert_has(&self, part: &str) {
        assert!(self.text().contains(part), "no {part:?} in {}", self.text());
    }

    pub(crate) fn assert_lacks(&self, part: &str) {
        assert!(!self.text().contains(part), "{part:?} in {}", self.text());
    }
}

#[derive(Default)]
struct LastStatus(Mutex<Option<u16>>);

impl PageResponse for LastStatus {
    fn status(&self, code: u16) {
        *self.0.lock().unwrap() = Some(code);
    }

    fn redirect(&self, _path: &str) {}
}

/// The page at `path` of this world.
pub(crate) fn render(path: &str, world: World) -> Rendered {
    static EXECUTOR: Once = Once::new();
    EXECUTOR.call_once(|| any_spawner::Executor::init_futures_executor().unwrap());
    let status = Arc::new(LastStatus::default());
    let (meta, meta_output) = ServerMetaContext::new();
    let shared = Arc::new(SsrSharedContext::new());
    let owner = Owner::new_root(Some(shared.clone()));
    let stream = owner.with(|| {
        provide_context(RequestUrl::new(path));
        provide_context(meta);
        provide_world(world);
        provide_context::<Arc<dyn PageResponse>>(status.clone());
        shell().to_html_stream_in_order()
    });
    let html = block_on(async {
        let body: String = stream.collect().await;
        let whole = meta_output.inject_meta_context(futures::stream::iter([body])).await;
        let document: String = whole.collect().await;
        let data = shared.pending_data().unwrap().map(|part| format!("<script>{part}</script>"));
        document + &data.collect::<String>().await
    });
    owner.unset_with_forced_cleanup();
    let status = *status.0.lock().unwrap();
    Rendered { html, status }
}

fn provide_world(world: World) {
    provide_context(world.session);
    if let Some(form) = world.kept.clone() {
        provide_context(form);
    }
    provide_context(SiteFacts {
        identity: IdentityMode::Sandbox { frontend_api: "/sandbox/clerk".into() },
        builtin_generator: true,
        rules: CreditRules::default(),
        payments: Some(super::shop::payment_facts()),
        viewer_js_url: "/pkg/viewer.js".into(),
        viewer_wasm_url: "/pkg/viewer.wasm".into(),
    });
    provide_context(SiteAssets {
        css_url: "/pkg/app.css".into(),
        app_js_url: "/pkg/app.js".into(),
        app_wasm_url: "/pkg/app.wasm".into(),
        chunk_urls: [("welcome".into(), vec!["/pkg/app-welcome.wasm".into()])].into(),
    });
    provide_context::<Arc<dyn Pages>>(Arc::new(AtHand));
    let world = Arc::new(world);
    provide_context::<Arc<dyn Accounts>>(world.clone());
    provide_context::<Arc<dyn PersonalAccounts>>(world.clone());
    provide_context::<Arc<dyn Assets>>(world.clone());
    provide_context::<Arc<dyn CreditLedger>>(world.clone());
    provide_context::<Arc<dyn Styles>>(world.clone());
    provide_context::<Arc<dyn Carts>>(world.clone());
    provide_context::<Arc<dyn Checkouts>>(world.clone());
    provide_context::<Arc<dyn Orders>>(world.clone());
    provide_context::<Arc<dyn Prints>>(world.clone());
    provide_context::<Arc<dyn Clock>>(world.clone());
    provide_context::<Arc<dyn Entropy>>(world);
}
