//! What pages need of a browser beyond events: ports that `frontend` implements and provides as context.
//!
//! Components take a port with [`port`] while they are set up and use it in effects and event handlers; where
//! there is none (on the server, without scripts) they show the poster, the link or the plain form.

use std::sync::Arc;

use domain::asset::StatusReport;
use domain::ids::AssetId;
use domain::payment::Address;
use domain::site::{IdentityMode, PaymentFacts};
use domain::upload::UploadTicket;
use leptos::prelude::use_context;
use web_sys::{Element, File, HtmlCanvasElement};

/// Names something a port keeps running until it is told to stop.
pub type Handle = u32;

/// A browser port by its trait, when there is a browser.
#[must_use]
pub fn port<T: ?Sized + Send + Sync + 'static>() -> Option<Arc<T>> {
    use_context()
}

/// What came of renewing the session's token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// A fresh token is in place.
    Fresh,
    /// The session is over.
    Ended,
    /// The identity provider did not answer; try later.
    Unreachable,
}

/// The identity provider's part in the browser.
pub trait Identity: Send + Sync {
    /// Tells which provider this installation uses; comes before everything else.
    fn configure(&self, mode: &IdentityMode);

    /// Renews the token at once.
    fn renew(&self, done: Box<dyn FnOnce(Renewal)>);

    /// Renews the token in the background from here on, and whenever the page becomes visible again.
    fn keep_fresh(&self);

    /// Mounts the provider's own sign-in (or, with `new_account`, sign-up) form into `place`; calls `blocked` instead
    /// where it cannot be loaded.
    fn mount_form(&self, place: Element, new_account: bool, redirect_path: &str, blocked: Box<dyn FnOnce()>);

    /// Ends the session and goes to `/`.
    fn sign_out(&self);
}

/// How an upload goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadEvent {
    /// Percent of its bytes are through.
    Sent(u8),
    /// Storage took it.
    Stored,
    /// Storage refused it with this HTTP status; 0 when the connection broke.
    Refused(u16),
}

/// Puts files into storage by signed URLs.
pub trait Uploader: Send + Sync {
    /// Sends `file`; `listener` hears of the progress and, last, of the outcome.
    fn put(&self, ticket: &UploadTicket, file: File, listener: Box<dyn Fn(UploadEvent)>);
}

/// What a feed says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedEvent {
    /// How an asset is doing.
    Report(StatusReport),
    /// Nobody answers; it goes on asking.
    Unanswered,
    /// The server does not tell this session, now or later: the feed has ended.
    Refused,
}

/// How generations are doing, live.
pub trait StatusFeed: Send + Sync {
    /// Reports each change of these assets until [`StatusFeed::stop`], or until it is refused.
    fn follow(&self, assets: &[AssetId], listener: Box<dyn Fn(FeedEvent)>) -> Handle;

    /// Ends a feed; ending it twice is harmless.
    fn stop(&self, feed: Handle);
}

/// How a model is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// With its own surface.
    #[default]
    Textured,
    /// In even grey, to judge the shape.
    Clay,
    /// Its triangles' edges.
    Wireframe,
}

impl Look {
    /// Every case, in the toolbar's order.
    pub const ALL: [Self; 3] = [Self::Textured, Self::Clay, Self::Wireframe];

    /// The viewer's name of it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Textured => "textured",
            Self::Clay => "clay",
            Self::Wireframe => "wireframe",
        }
    }

    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Textured => "Textured",
            Self::Clay => "Clay",
            Self::Wireframe => "Wireframe",
        }
    }

    /// The case with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|look| look.key() == key)
    }
}

/// A model to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelSource {
    /// Where its GLB is.
    pub url: String,
    /// Its size in bytes, for progress; zero when nobody knows.
    pub bytes: u64,
    /// Where the viewer module is.
    pub viewer_js_url: String,
    /// The viewer's WebAssembly.
    pub viewer_wasm_url: String,
    /// Load when the canvas scrolls into view (else at once).
    pub when_visible: bool,
}

/// How a model stands on screen while a print of it is configured.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewerScene {
    /// Texts of width, height and depth at the dimension box.
    pub sides: [String; 3],
    /// Width, height and depth; the model is stretched to these proportions.
    pub size_mm: [f64; 3],
    /// The familiar thing beside it: `coin`, `mug` or `hand`.
    pub companion: &'static str,
    /// The one color it is printed in (`#rrggbb`); none for its own colors.
    pub paint: Option<String>,
    /// Places that are lit, in the model file's coordinates.
    pub places: Vec<[f32; 3]>,
}

/// What to do with the model on screen.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewerCommand {
    /// Back to the first view.
    ResetView,
    /// Move the camera around it, in degrees.
    Turn {
        /// To its right; negative to its left.
        right_degrees: f32,
        /// Upwards; negative downwards.
        up_degrees: f32,
    },
    /// Move nearer; four steps halve the distance.
    Zoom {
        /// How many; negative moves away.
        steps: f32,
    },
    /// Draw it so.
    SetLook(Look),
    /// Turn slowly, or stop.
    SetTurntable(bool),
    /// Show a box with these three texts (width, height, depth), or none.
    SetDimensions(Option<[String; 3]>),
    /// Show the model as it will be printed.
    SetScene(ViewerScene),
    /// Fill the screen, or stop.
    ToggleFullscreen,
    /// Save what is seen as a PNG of this name.
    SavePicture(String),
}

/// What the viewer reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewerEvent {
    /// It began to load.
    Started,
    /// Percent of the file that arrived.
    Loaded(u8),
    /// The model is on screen.
    Shown,
    /// It turns by itself, or not.
    Turning(bool),
    /// It went away, or did not come: a sentence says why. It may come back by itself, or when it is opened again.
    Interrupted(String),
    /// It cannot show the model; a sentence says why.
    Unsupported(String),
}

/// The 3D viewer, a module of its own that loads when it is needed.
pub trait ModelViewer: Send + Sync {
    /// Shows a model on `canvas`; its parent holds the labels and is what goes fullscreen.
    fn open(
        &self,
        canvas: HtmlCanvasElement,
        source: ModelSource,
        listener: Box<dyn Fn(ViewerEvent)>,
    ) -> Handle;

    /// Carries out a command; ignored before the model is shown.
    fn command(&self, viewer: Handle, command: ViewerCommand);

    /// Frees everything; closing twice is harmless.
    fn close(&self, viewer: Handle);
}

/// Where the parts of the payment form go.
pub struct PaymentPlaces {
    /// How it is paid.
    pub payment: Element,
    /// Where prints are sent; none without prints.
    pub address: Option<Element>,
}

/// What the payment form reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentEvent {
    /// Whether everything is filled in, so that it can be paid.
    CanPay(bool),
    /// It can no longer be paid; nothing was charged.
    Expired,
    /// The form could not be loaded; a sentence says why.
    Unavailable(String),
}

/// What came of paying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// The payment service took it.
    Complete,
    /// It was refused; a sentence for the buyer says why. What was filled in is still there.
    Refused(String),
    /// It was asked for and no answer that settles it came: nobody here knows whether it is paid. A sentence says why.
    Lost(String),
}

/// The payment service's form. Card numbers go straight to the service and are never seen by us.
pub trait PaymentForm: Send + Sync {
    /// Loads the form of the session with this secret into its places, filled in with where prints usually go;
    /// `listener` hears of every change.
    fn open(
        &self,
        facts: &PaymentFacts,
        client_secret: &str,
        address: Option<&Address>,
        places: PaymentPlaces,
        listener: Box<dyn Fn(PaymentEvent)>,
    ) -> Handle;

    /// Pays with what is filled in; the buyer's bank may ask for more meanwhile.
    fn confirm(&self, form: Handle, done: Box<dyn FnOnce(Confirmation)>);

    /// Takes the form away; closing twice is harmless.
    fn close(&self, form: Handle);
}

/// Paper.
pub trait Printer: Send + Sync {
    /// Opens the browser's dialog to print the page.
    fn print(&self);
}

/// Light or dark, as the person chose it on this device.
pub trait Appearance: Send + Sync {
    /// Switches between light and dark, and remembers it.
    fn toggle(&self);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_round_trip_by_name() {
        for look in Look::ALL {
            assert_eq!(Look::from_key(look.key()), Some(look));
        }
        assert_eq!(Look::from_key("shiny"), None);
    }
}
