//! Everything the server is made of, put together once at start, and what of it each page is handed.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use app::pages::{AtHand, Pages};
use app::shell::SiteAssets;
use axum::extract::FromRef;
use domain::account::PersonalAccounts;
use domain::asset::Assets;
use domain::cart::Carts;
use domain::checkout::Checkouts;
use domain::credits::{CreditLedger, CreditRules};
use domain::generation::Generations;
use domain::ids::Entropy;
use domain::order::Orders;
use domain::print::Prints;
use domain::session::{Accounts, KeptForm, Session};
use domain::site::{PaymentFacts, SiteFacts};
use domain::style::Styles;
use domain::time::Clock;
use domain::upload::Uploads;
use leptos::config::LeptosOptions;
use leptos::prelude::{provide_context, use_context, use_nonce};
use leptos_axum::ResponseOptions;
use worker::protocol::{RunningWorker, WorkerConfig};

use crate::account::{AccountJobs, AccountService};
use crate::assets::AssetCatalogue;
use crate::catalogue::ShopCatalogue;
use crate::checkout::CheckoutSettings;
use crate::clock::{SystemClock, SystemEntropy};
use crate::config::Config;
use crate::credits::Ledger;
use crate::db::Database;
use crate::generation::providers::{self, Provider};
use crate::generation::{GenerationJobs, GenerationService, RunPod, RunPodConfig};
use crate::http_client::HttpClient;
use crate::identity::{ClerkApi, Identity, IdentityProvider, PeopleAccounts};
use crate::invariants::InvariantJobs;
use crate::jobs::Handlers;
use crate::media::MediaJobs;
use crate::mint::Mint;
use crate::page_response::PageAnswer;
use crate::payments::StripePayments;
use crate::prints::{Measures, PrintService};
use crate::security::{PageHosts, Security, SecuritySettings, SharedRateLimiter, content_security_policy};
use crate::shop::{Premises, Shop};
use crate::site::Site;
use crate::storage::Storage;
use crate::styles::StyleCatalogue;
use crate::uploads::UploadService;

/// The key between this process and its own worker; both are made and dropped together.
const BUILT_IN_KEY: &str = "built-in";

/// The running server's parts; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// As it was read at start.
    pub config: Arc<Config>,
    /// The database.
    pub db: Database,
    /// The storage.
    pub storage: Storage,
    /// Clock and ids.
    pub mint: Mint,
    /// The system's clock.
    pub clock: Arc<dyn Clock>,
    /// The system's randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Who is asking.
    pub identity: Identity,
    /// Checks around every request.
    pub security: Security,
    /// Configuring prints; also what the cart asks for present prices.
    pub prints: PrintService,
    /// What the shop offers.
    pub catalogue: ShopCatalogue,
    /// Carts, checkouts, orders.
    pub shop: Shop,
    /// The generation flow.
    pub generations: GenerationService,
    /// The built bundle.
    pub site: Arc<Site>,
    /// What pages are handed.
    pub pages: PageContext,
    /// The code behind the jobs.
    pub handlers: Handlers,
    // Ends with the last clone.
    _worker: Option<Arc<RunningWorker>>,
    leptos: LeptosOptions,
}

/// What every page and server function finds in its context.
#[derive(Clone)]
pub struct PageContext {
    accounts: Arc<dyn Accounts>,
    personal_accounts: Arc<dyn PersonalAccounts>,
    ledger: Arc<dyn CreditLedger>,
    styles: Arc<dyn Styles>,
    uploads: Arc<dyn Uploads>,
    assets: Arc<dyn Assets>,
    generations: Arc<dyn Generations>,
    prints: Arc<dyn Prints>,
    carts: Arc<dyn Carts>,
    checkouts: Arc<dyn Checkouts>,
    orders: Arc<dyn Orders>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    facts: SiteFacts,
    files: SiteAssets,
    hosts: Arc<PageHosts>,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

impl AppState {
    /// Connects to everything the configuration names and starts the built-in worker where there is no other.
    ///
    /// # Errors
    /// When the database, the storage or the bundle cannot be opened.
    pub async fn start(config: Config) -> anyhow::Result<Self> {
        let config = Arc::new(config);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let mint = Mint::new(Arc::clone(&clock), Arc::clone(&entropy));
        let rules = CreditRules::default();
        let db = Database::connect(&config.database).await.context("the database does not open")?;
        let storage = Storage::open(&config.storage, &config.http.public_url)?;
        let (gpu, worker) = gpu(&config).await?;
        let outside = config.gpu.result_urls.iter().map(String::as_str);
        let outside = outside.chain([
            gpu.base_url.as_str(),
            config.identity.api_url.as_str(),
            config.payments.api_url.as_str(),
        ]);
        let http = HttpClient::new(outside)?;
        let provider: Arc<dyn Provider> = Arc::new(RunPod::new(gpu, http.clone()));
        tokio::spawn(providers::tell_health(Arc::clone(&provider)));
        let clerk: Arc<dyn IdentityProvider> = Arc::new(ClerkApi::new(&config.identity, http.clone()));
        let identity = Identity::new(config.identity.clone(), Arc::clone(&clerk), db.clone(), mint.clone());
        let security = security(&config, mint.clone())?;
        let limits = config.gpu.limits;
        let generations = GenerationService::new(db.clone(), mint.clone(), rules, limits);
        let catalogue = ShopCatalogue::new(db.clone());
        let measures = Measures::new(db.clone(), mint.clone(), storage.clone());
        let assets = AssetCatalogue::new(db.clone(), storage.clone(), mint.clone(), rules);
        let prints =
            PrintService::new(db.clone(), mint.clone(), catalogue.clone(), assets.clone(), measures.clone());
        let payments = StripePayments::new(config.payments.clone(), http, Arc::clone(&clock));
        let shop = Shop::open(Premises {
            db: db.clone(),
            mint: mint.clone(),
            storage: storage.clone(),
            catalogue: Arc::new(catalogue.clone()),
            prints: Arc::new(prints.clone()),
            payments: Arc::new(payments),
            provider: Arc::clone(&provider),
            limits,
            checkout: checkout_settings(&config),
            email: config.email.clone(),
        })?;
        let handlers = Handlers {
            generation: GenerationJobs::new(db.clone(), mint.clone(), storage.clone(), provider, limits),
            media: MediaJobs::new(db.clone(), mint.clone(), storage.clone()),
            measures,
            invariants: InvariantJobs::new(db.clone(), mint.clone(), storage.clone()),
            shop: Some(shop.jobs.clone()),
            accounts: Some(AccountJobs::new(db.clone(), mint.clone(), clerk, shop.checkouts.clone())),
        };
        let site = Arc::new(Site::load(&config.http.site_dir)?);
        let pages = PageContext {
            accounts: Arc::new(PeopleAccounts::new(db.clone())),
            personal_accounts: Arc::new(AccountService::new(db.clone(), identity.clone())),
            ledger: Arc::new(Ledger::new(db.clone())),
            styles: Arc::new(StyleCatalogue::new(db.clone())),
            uploads: Arc::new(UploadService::new(db.clone(), storage.clone(), mint.clone())),
            assets: Arc::new(assets),
            generations: Arc::new(generations.clone()),
            prints: Arc::new(prints.clone()),
            carts: Arc::new(shop.carts.clone()),
            checkouts: Arc::new(shop.checkouts.clone()),
            orders: Arc::new(shop.orders.clone()),
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
            facts: site_facts(&config, &site, rules),
            files: SiteAssets {
                css_url: site.manifest.css.clone(),
                app_js_url: site.manifest.app_js.clone(),
                app_wasm_url: site.manifest.app_wasm.clone(),
                chunk_urls: site.manifest.chunks.clone(),
            },
            hosts: Arc::new(PageHosts {
                storage: storage.foreign_origin().into_iter().collect(),
                identity: config.identity.page_hosts(),
                payment: config.payments.page_hosts(),
            }),
        };
        let leptos = LeptosOptions::builder().output_name("app").build();
        Ok(Self {
            config,
            db,
            storage,
            mint,
            clock,
            entropy,
            identity,
            security,
            prints,
            catalogue,
            shop,
            generations,
            site,
            pages,
            handlers,
            _worker: worker,
            leptos,
        })
    }
}

async fn gpu(config: &Config) -> anyhow::Result<(RunPodConfig, Option<Arc<RunningWorker>>)> {
    if let Some(runpod) = &config.gpu.runpod {
        return Ok((runpod.clone(), None));
    }
    let faults_port = config.gpu.faults_port;
    let settings = WorkerConfig { may_misbehave: faults_port.is_some(), ..WorkerConfig::new(BUILT_IN_KEY) };
    let (image_endpoint, model_endpoint) = (settings.image_endpoint.clone(), settings.model_endpoint.clone());
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, faults_port.unwrap_or_default()));
    let worker =
        worker::protocol::spawn_at(settings, address).await.context("the built-in worker does not start")?;
    let gpu = RunPodConfig {
        base_url: worker.base_url(),
        api_key: crate::config::env::Secret::new(BUILT_IN_KEY),
        image_endpoint,
        model_endpoint,
    };
    Ok((gpu, Some(Arc::new(worker))))
}

fn security(config: &Config, mint: Mint) -> anyhow::Result<Security> {
    let settings = security_settings(config);
    let Some(url) = &config.http.redis_url else { return Ok(Security::new(settings, mint)) };
    let shared = SharedRateLimiter::open(url.reveal()).context("REDIS_URL cannot be used")?;
    Ok(Security::counting_together(settings, mint, shared))
}

fn security_settings(config: &Config) -> SecuritySettings {
    SecuritySettings {
        is_https: config.http.is_https(),
        trusted_proxies: config.http.trusted_proxies,
        own_origins: vec![config.http.public_url.clone()],
    }
}

fn checkout_settings(config: &Config) -> CheckoutSettings {
    CheckoutSettings { public_url: config.http.public_url.clone(), is_live: config.payments.is_live }
}

fn site_facts(config: &Config, site: &Site, rules: CreditRules) -> SiteFacts {
    SiteFacts {
        identity: config.identity.mode.clone(),
        builtin_generator: config.gpu.runpod.is_none(),
        rules,
        payments: Some(PaymentFacts {
            script_url: config.payments.stripe_js_url.clone(),
            publishable_key: config.payments.publishable_key.clone(),
            is_test: !config.payments.is_live,
        }),
        viewer_js_url: site.manifest.viewer_js.clone(),
        viewer_wasm_url: site.manifest.viewer_wasm.clone(),
    }
}

impl PageContext {
    /// What the statement is read from, for its file.
    #[must_use]
    pub fn ledger(&self) -> Arc<dyn CreditLedger> {
        Arc::clone(&self.ledger)
    }

    /// Puts everything into the Leptos context of the running request, and the policy into its answer.
    pub fn provide(&self) {
        let parts = use_context::<http::request::Parts>();
        let options = use_context::<ResponseOptions>();
        let session = parts.as_ref().and_then(|parts| parts.extensions.get::<Session>().copied());
        provide_context(session.unwrap_or(Session::SignedOut));
        if let Some(form) = parts.as_ref().and_then(|parts| parts.extensions.get::<KeptForm>().cloned()) {
            provide_context(form);
        }
        if let (Some(parts), Some(options)) = (&parts, options) {
            if let Some(Ok(policy)) = use_nonce().map(|nonce| content_security_policy(&nonce, &self.hosts)) {
                options.insert_header(http::header::CONTENT_SECURITY_POLICY, policy);
            }
            provide_context(PageAnswer::port(parts, options));
        }
        provide_context(Arc::clone(&self.accounts));
        provide_context(Arc::clone(&self.personal_accounts));
        provide_context(Arc::clone(&self.ledger));
        provide_context(Arc::clone(&self.styles));
        provide_context(Arc::clone(&self.uploads));
        provide_context(Arc::clone(&self.assets));
        provide_context(Arc::clone(&self.generations));
        provide_context(Arc::clone(&self.prints));
        provide_context(Arc::clone(&self.carts));
        provide_context(Arc::clone(&self.checkouts));
        provide_context(Arc::clone(&self.orders));
        provide_context(Arc::clone(&self.clock));
        provide_context(Arc::clone(&self.entropy));
        provide_context(self.facts.clone());
        provide_context(self.files.clone());
        provide_context::<Arc<dyn Pages>>(Arc::new(AtHand));
    }
}
