//! The account: its settings, and its end by its owner's wish or the identity provider's word.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use aws_lc_rs::hmac;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::account::{MailSettings, PersonalAccounts as _};
use domain::cart::Carts as _;
use domain::checkout::{CheckoutOutcome, Checkouts as _};
use domain::order::{ItemState, Tracking};
use domain::payment::Address;
use jsonwebtoken::jwk::JwkSet;
use server::account::{AccountJobs, AccountService};
use server::config::env::Secret;
use server::identity::{Identity, IdentityConfig, IdentityError, IdentityProvider, ProviderUser, webhook};
use server::jobs::Outcome;
use tower::ServiceExt as _;
use worker::protocol::{Misbehaviour, Mode};

use crate::till::Till;

const SECRET: &str = "bWFrZWl0M2QgdGVzdHM=";

/// An identity provider that remembers whom it was told to forget.
#[derive(Default)]
struct Provider {
    forgotten: Mutex<Vec<String>>,
}

#[async_trait]
impl IdentityProvider for Provider {
    async fn keys(&self) -> Result<JwkSet, IdentityError> {
        Ok(JwkSet { keys: Vec::new() })
    }

    async fn user(&self, id: &str) -> Result<Option<ProviderUser>, IdentityError> {
        let is_there = !self.forgotten.lock().unwrap().iter().any(|forgotten| forgotten == id);
        let user = ProviderUser { email: "renamed@example.org".into(), is_banned: false };
        Ok(is_there.then_some(user))
    }

    async fn user_delete(&self, id: &str) -> Result<(), IdentityError> {
        self.forgotten.lock().unwrap().push(id.to_owned());
        Ok(())
    }

    async fn handshake_cookies(&self, _: &str) -> Result<Vec<String>, IdentityError> {
        Ok(Vec::new())
    }
}

/// A shop whose people can end their accounts.
pub struct Office {
    pub till: Till,
    pub accounts: AccountService,
    provider: Arc<Provider>,
    webhook: Router,
}

impl Office {
    async fn new() -> Self {
        let mut office = Self::closed().await;
        office.till.app.start_jobs().await;
        office
    }

    /// Without running jobs.
    pub async fn closed() -> Self {
        let mut till = Till::closed().await;
        let provider = Arc::new(Provider::default());
        let (db, mint) = (till.app.db.clone(), till.app.mint.clone());
        let mut config = IdentityConfig::sandbox("https://makeit3d.example");
        config.webhook_secret = Some(Secret::new(&format!("whsec_{SECRET}")));
        let asked: Arc<dyn IdentityProvider> = provider.clone();
        let identity = Identity::new(config, Arc::clone(&asked), db.clone(), mint.clone());
        till.app.jobs.accounts = Some(AccountJobs::new(db.clone(), mint, asked, till.checkouts.clone()));
        let webhook = webhook::router(identity.clone());
        Self { till, accounts: AccountService::new(db, identity), provider, webhook }
    }

    async fn provider_id(&self) -> String {
        let user = self.till.app.user;
        self.till.text(&format!("SELECT clerk_user_id AS text FROM users WHERE id = '{user}'")).await
    }

    /// A delivery of the identity provider about the user, signed with this secret (base 64).
    async fn told(&self, kind: &str, secret: &str) -> StatusCode {
        let body =
            serde_json::json!({ "type": kind, "data": { "id": self.provider_id().await } }).to_string();
        let moment = (self.till.app.mint.now().0 / 1000).to_string();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(secret).unwrap());
        let tag = hmac::sign(&key, format!("msg_1.{moment}.{body}").as_bytes());
        let request = Request::post("/api/clerk-webhook")
            .header("svix-id", "msg_1")
            .header("svix-timestamp", moment)
            .header("svix-signature", format!("v1,{}", STANDARD.encode(tag.as_ref())))
            .body(Body::from(body));
        self.webhook.clone().oneshot(request.unwrap()).await.unwrap().status()
    }
}

fn address() -> Address {
    Address {
        name: "Ada".into(),
        line1: "Street 1".into(),
        line2: String::new(),
        city: "Berlin".into(),
        state: String::new(),
        postal_code: "10115".into(),
        country: "DE".into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_kept_and_an_address_goes_to_checkout() {
    let office = Office::new().await;
    let (till, user) = (&office.till, office.till.app.user);
    let shown = office.accounts.show(user).await.unwrap();
    assert_eq!((shown.mails, shown.address, shown.debt.0), (MailSettings::default(), None, 0));
    let nowhere = Address { country: "ZZ".into(), ..address() };
    assert_eq!(office.accounts.set_address(user, Some(nowhere)).await.unwrap_err().http_status(), 422);
    office.accounts.set_address(user, Some(address())).await.unwrap();
    let mails = MailSettings { model_ready: true, shipped: false };
    office.accounts.set_mails(user, mails).await.unwrap();
    let shown = office.accounts.show(user).await.unwrap();
    assert_eq!((shown.mails, shown.address), (mails, Some(address())));
    till.fill_mixed().await;
    assert_eq!(till.begin(user).await.address, Some(address()));
    office.accounts.set_address(user, Some(Address { country: "US".into(), ..address() })).await.unwrap();
    assert_eq!(till.begin(user).await.address, None, "shipping was priced for another country");
    office.accounts.set_address(user, None).await.unwrap();
    assert_eq!(office.accounts.show(user).await.unwrap().address, None);
    let order = till.buy(user).await.0;
    let sent = till.show(order).await.address.unwrap();
    assert_eq!(office.accounts.show(user).await.unwrap().address, Some(sent), "where the last print went");
    office.till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_that_can_be_done_without_follow_the_settings() {
    let office = Office::new().await;
    let (till, user) = (&office.till, office.till.app.user);
    let mails = |words: &str| till.mails().iter().filter(|mail| mail.contains(words)).count();
    till.app.with_model().await;
    till.app.drained().await;
    assert_eq!(mails("Your model is ready"), 0, "nobody asked for it");
    office.accounts.set_mails(user, MailSettings { model_ready: true, shipped: false }).await.unwrap();
    till.fill_mixed().await;
    till.app.drained().await;
    assert_eq!(mails("Your model is ready"), 1, "a model tells, concepts do not");
    let order = till.buy(user).await.0;
    till.app.drained().await;
    let print = till.item(order, "print").await;
    let tracking = Tracking { carrier: "DHL".into(), number: "1".into(), url: None };
    till.operator().track(print, tracking).await.unwrap();
    till.app.drained().await;
    assert_eq!((mails("Your print is on its way"), mails("Your receipt")), (0, 1));
    office.till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_ends_and_what_was_paid_is_still_made() {
    let office = Office::new().await;
    let (till, user) = (&office.till, office.till.app.user);
    let asset = till.fill_mixed().await;
    office.accounts.set_address(user, Some(address())).await.unwrap();
    let order = till.buy(user).await.0;
    // Another one to be paid, one that is being made, one that waits in a list.
    till.stock.config(user, asset, 1).await;
    till.fill(user, "large").await;
    let open = till.begin(user).await.session_id;
    till.app.upload(user).await;
    let prompt = Some("a lasting wish".to_owned());
    till.app.misbehave(&Misbehaviour { ms: 300_000, prompt, ..Misbehaviour::new(Mode::Delay) }).await;
    let running = till.app.start_form(&till.app.text("a lasting wish")).await;
    let balance = till.app.balance().await;

    assert_eq!(office.accounts.close(user, false).await.unwrap_err().http_status(), 422);
    assert_eq!(till.app.count("users WHERE deleted_at IS NOT NULL").await, 0);
    office.accounts.close(user, true).await.unwrap();
    office.accounts.close(user, true).await.unwrap();
    till.app.drained().await;

    assert_eq!(office.accounts.show(user).await.unwrap_err().http_status(), 401);
    let id = office.provider_id().await;
    assert_eq!(*office.provider.forgotten.lock().unwrap(), [id]);
    for gone in [
        "users WHERE email <> '' OR address IS NOT NULL OR stripe_customer_id IS NOT NULL",
        "assets WHERE prompt <> '' OR model_file_id IS NOT NULL OR input_file_id IS NOT NULL",
        "generations WHERE state = 'running'",
        "concepts",
        "cart_lines",
        "uploads WHERE file_id IS NOT NULL",
        "print_configs WHERE state <> 'ORDERED'",
        "checkouts WHERE state IN ('prepared', 'open', 'closing')",
    ] {
        assert_eq!(till.app.count(gone).await, 0, "{gone}");
    }
    assert_eq!(till.app.balance().await, balance + 1, "what ran was cancelled; the ledger stays");
    assert_eq!(
        till.app.count(&format!("generations WHERE asset_id = '{running}' AND state = 'cancelled'")).await,
        1
    );
    assert!(!till.payments.is_open(&open), "nothing can be paid any more");

    // The print that was paid is made and sent; then nothing is left in the storage.
    assert_eq!(till.show(order).await.items[1].state, ItemState::InProduction);
    assert!(till.mails().iter().any(|mail| mail.contains("Subject: Print ")));
    let (print, operator) = (till.item(order, "print").await, till.operator());
    till.app.check().await;
    let tracking = Tracking { carrier: "DHL".into(), number: "1".into(), url: None };
    operator.track(print, tracking).await.unwrap();
    operator.advance(print, ItemState::Delivered, "").await.unwrap();
    till.app.clock.advance(Duration::from_secs(49 * 3600));
    assert_eq!(till.app.jobs.media.collect_files().await, Outcome::Done);
    till.app.clock.advance(Duration::from_secs(25 * 3600));
    assert_eq!(till.app.jobs.media.collect_files().await, Outcome::Done);
    let kept = "files WHERE NOT EXISTS (SELECT 1 FROM order_items i
        WHERE files.id IN (i.model_file_id, i.print_3mf_file_id, i.print_stl_file_id))";
    assert_eq!(till.app.count(kept).await, 0);
    till.app.check().await;
    office.till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_identity_provider_tells_of_people_who_changed_or_left() {
    let office = Office::new().await;
    let (till, user) = (&office.till, office.till.app.user);
    till.app.with_model().await;
    assert_eq!(office.told("user.deleted", "c29tZWJvZHkgZWxzZQ==").await, StatusCode::BAD_REQUEST);
    assert_eq!(till.app.count("users WHERE deleted_at IS NOT NULL").await, 0);
    assert_eq!(office.told("session.created", SECRET).await, StatusCode::OK);
    assert_eq!(office.told("user.updated", SECRET).await, StatusCode::OK);
    assert_eq!(till.app.count(&format!("users WHERE id = '{user}' AND updated_at = 0")).await, 1);
    for _ in 0..2 {
        assert_eq!(office.told("user.deleted", SECRET).await, StatusCode::OK);
    }
    till.app.drained().await;
    assert_eq!(till.app.count("users WHERE deleted_at IS NOT NULL AND email = ''").await, 1);
    assert_eq!(till.app.count("assets WHERE prompt <> ''").await, 0);
    till.app.check().await;
    office.till.finish().await;
}

/// Waits until the account's job has tried once and found that it must wait.
async fn told_to_wait(till: &Till) {
    while till.app.count("jobs WHERE kind = 'erase_account' AND failures > 0").await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_just_being_paid_is_still_made_after_the_account_ended() {
    let office = Office::new().await;
    let (till, user) = (&office.till, office.till.app.user);
    till.fill_mixed().await;
    let session = till.begin(user).await.session_id;
    till.payments.pay_slowly(&session);
    office.accounts.close(user, true).await.unwrap();
    told_to_wait(till).await;
    till.payments.arrive(&session);
    let CheckoutOutcome::Ordered(order) = till.checkouts.outcome(user, &session).await.unwrap() else {
        panic!("the money is there");
    };
    till.app.clock.advance(Duration::from_secs(3600));
    till.app.drained().await;
    assert_eq!(till.show(order).await.items[1].state, ItemState::InProduction);
    assert_eq!(till.app.count("print_configs WHERE state <> 'ORDERED'").await, 0);
    till.app.check().await;
    office.till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_just_paying_for_a_public_model_gets_it() {
    let office = Office::new().await;
    let till = &office.till;
    let (user, other) = (till.app.user, till.app.add_user("other").await);
    let asset = till.app.with_model().await;
    till.app.run(&format!("UPDATE assets SET visibility = 'public' WHERE id = '{asset}'")).await;
    till.stock.carts.add_download(other, asset).await.unwrap();
    let session = till.begin(other).await.session_id;
    office.accounts.close(user, true).await.unwrap();
    told_to_wait(till).await;
    till.payments.pay(&session);
    let outcome = till.checkouts.outcome(other, &session).await.unwrap();
    assert!(matches!(outcome, CheckoutOutcome::Ordered(_)));
    till.app.clock.advance(Duration::from_secs(3600));
    till.app.drained().await;
    assert_eq!(till.app.count("order_items WHERE kind = 'download' AND model_file_id IS NOT NULL").await, 1);
    till.app.check().await;
    office.till.finish().await;
}
