//! Stripe's Payment and Address Element on our page, by Stripe's own script or the stand-in's.
//! <https://docs.stripe.com/js/custom_checkout>

use std::cell::RefCell;
use std::rc::Rc;

use app::browser::{Confirmation, Handle, PaymentEvent, PaymentForm, PaymentPlaces};
use domain::payment::Address;
use domain::site::PaymentFacts;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, EventTarget, window};

use crate::appearance::{APPEARANCE_CHANGED, device_prefers_dark};
use crate::registry::Registry;
use crate::script::{function, load_once};

type Listener = Rc<dyn Fn(PaymentEvent)>;

/// A form on the page. `actions` come once the session is loaded; the elements are taken away with the form.
#[derive(Clone, Default)]
struct Form {
    actions: Rc<RefCell<Option<JsValue>>>,
    elements: Rc<RefCell<Vec<JsValue>>>,
    looks: Rc<RefCell<Vec<Look>>>,
}

/// Hears of light turning dark, or the other way, for as long as it is kept.
struct Look {
    source: EventTarget,
    event: &'static str,
    listener: Closure<dyn Fn()>,
}

impl Drop for Look {
    fn drop(&mut self) {
        let listener = self.listener.as_ref().unchecked_ref();
        let _ = self.source.remove_event_listener_with_callback(self.event, listener);
    }
}

thread_local! {
    static FORMS: Registry<Form> = const { Registry::new() };
}

/// One Checkout Session's form.
pub struct StripeForm;

impl PaymentForm for StripeForm {
    fn open(
        &self,
        facts: &PaymentFacts,
        client_secret: &str,
        address: Option<&Address>,
        places: PaymentPlaces,
        listener: Box<dyn Fn(PaymentEvent)>,
    ) -> Handle {
        let form = Form::default();
        let handle = FORMS.with(|forms| forms.insert(form.clone()));
        let (facts, session) = (facts.clone(), session_options(client_secret, address));
        let listener: Listener = listener.into();
        spawn_local(async move {
            let told = Rc::clone(&listener);
            // Closed before it was there: nothing is mounted into places that are gone.
            let is_open = move || FORMS.with(|forms| forms.get(handle)).is_some();
            if let Err(sentence) = load(&facts, &session, &places, &form, &listener, &is_open).await {
                told(PaymentEvent::Unavailable(sentence));
            }
        });
        handle
    }

    fn confirm(&self, form: Handle, done: Box<dyn FnOnce(Confirmation)>) {
        let actions = FORMS.with(|forms| forms.get(form)).and_then(|form| form.actions.borrow().clone());
        spawn_local(async move {
            let Some(actions) = actions else {
                return done(Confirmation::Refused("The payment form is not there yet.".to_owned()));
            };
            done(confirm(&actions).await);
        });
    }

    fn close(&self, form: Handle) {
        let Some(form) = FORMS.with(|forms| forms.remove(form)) else { return };
        form.looks.borrow_mut().clear();
        for element in form.elements.borrow_mut().drain(..) {
            call0(&element, "destroy");
        }
    }
}

/// Loads the script, mounts the elements and begins to listen.
async fn load(
    facts: &PaymentFacts,
    session: &Object,
    places: &PaymentPlaces,
    form: &Form,
    listener: &Listener,
    is_open: &dyn Fn() -> bool,
) -> Result<(), String> {
    let unreachable = || "The payment service cannot be reached.".to_owned();
    if !load_once(&facts.script_url, &[]).await {
        return Err(unreachable());
    }
    if !is_open() {
        return Ok(());
    }
    let checkout = begin(&facts.publishable_key, session).ok_or_else(unreachable)?;
    listen(&checkout, listener);
    mount(&checkout, "createPaymentElement", &places.payment, form).ok_or_else(unreachable)?;
    if let Some(place) = &places.address {
        mount(&checkout, "createShippingAddressElement", place, form).ok_or_else(unreachable)?;
    }
    let answer = call0(&checkout, "loadActions").ok_or_else(unreachable)?;
    let answer = JsFuture::from(Promise::resolve(&answer)).await.map_err(|_| unreachable())?;
    if text(&answer, "type").as_deref() != Some("success") {
        return Err(error_message(&answer).unwrap_or_else(unreachable));
    }
    follow_appearance(&checkout, form);
    let actions = get(&answer, "actions");
    if let Some(session) = call0(&actions, "getSession") {
        listener(event_of(&session));
    }
    *form.actions.borrow_mut() = Some(actions);
    Ok(())
}

/// `{ clientSecret, defaultValues: { shippingAddress: { name, address } } }`
fn session_options(client_secret: &str, address: Option<&Address>) -> Object {
    let options = object(&[("clientSecret", client_secret.into())]);
    if let Some(known) = address {
        let lines = object(&[
            ("line1", known.line1.as_str().into()),
            ("line2", known.line2.as_str().into()),
            ("city", known.city.as_str().into()),
            ("state", known.state.as_str().into()),
            ("postal_code", known.postal_code.as_str().into()),
            ("country", known.country.as_str().into()),
        ]);
        let contact = object(&[("name", known.name.as_str().into()), ("address", lines.into())]);
        set(&options, "defaultValues", &object(&[("shippingAddress", contact.into())]));
    }
    options
}

/// `Stripe(key).initCheckoutElementsSdk({ clientSecret, defaultValues, elementsOptions })`
fn begin(publishable_key: &str, session: &Object) -> Option<JsValue> {
    let global: JsValue = window()?.into();
    let stripe = function(&global, "Stripe")?.call1(&global, &publishable_key.into()).ok()?;
    let elements = object(&[("appearance", appearance().into())]);
    set(session, "elementsOptions", &elements);
    function(&stripe, "initCheckoutElementsSdk")?.call1(&stripe, session).ok()
}

/// The page's look, in the words of Stripe's Appearance API: <https://docs.stripe.com/elements/appearance-api>.
/// Its frame cannot read our style sheet, and it does not know `oklch`.
fn appearance() -> Object {
    let (theme, primary) = if is_dark() { ("night", "#a99bff") } else { ("stripe", "#4f3fd1") };
    let variables = object(&[
        ("colorPrimary", primary.into()),
        ("borderRadius", "8px".into()),
        ("fontFamily", "ui-sans-serif, system-ui, sans-serif".into()),
    ]);
    object(&[("theme", theme.into()), ("variables", variables.into())])
}

/// As the page is shown now: by the person's choice, else by the device.
fn is_dark() -> bool {
    let root = window().and_then(|window| window.document()?.document_element());
    let chosen = |name: &str| root.as_ref().is_some_and(|root| root.class_list().contains(name));
    chosen("dark") || (!chosen("light") && device_prefers_dark().is_some_and(|query| query.matches()))
}

/// Dresses the form anew when the page turns dark or light around it; else its words would be lost on the page.
fn follow_appearance(checkout: &JsValue, form: &Form) {
    let page = window().map(EventTarget::from).map(|window| (window, APPEARANCE_CHANGED));
    let device = device_prefers_dark().map(|query| (EventTarget::from(query), "change"));
    for (source, event) in page.into_iter().chain(device) {
        let checkout = checkout.clone();
        let listener = Closure::<dyn Fn()>::new(move || {
            if let Some(change) = function(&checkout, "changeAppearance") {
                let _ = change.call1(&checkout, &appearance());
            }
        });
        let _ = source.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        form.looks.borrow_mut().push(Look { source, event, listener });
    }
}

fn listen(checkout: &JsValue, listener: &Listener) {
    let listener = Rc::clone(listener);
    let on_change = Closure::<dyn Fn(JsValue)>::new(move |session: JsValue| listener(event_of(&session)));
    if let Some(on) = function(checkout, "on") {
        let _ = on.call2(checkout, &"change".into(), &on_change.into_js_value());
    }
}

fn mount(checkout: &JsValue, create: &str, place: &Element, form: &Form) -> Option<()> {
    place.set_inner_html("");
    let element = call0(checkout, create)?;
    function(&element, "mount")?.call1(&element, place).ok()?;
    form.elements.borrow_mut().push(element);
    Some(())
}

/// What a session says about the form.
fn event_of(session: &JsValue) -> PaymentEvent {
    if text(&get(session, "status"), "type").as_deref() == Some("expired") {
        return PaymentEvent::Expired;
    }
    PaymentEvent::CanPay(get(session, "canConfirm").is_truthy())
}

/// `actions.confirm({ redirect: 'if_required' })`: a card stays on the page, a bank's own page may follow.
async fn confirm(actions: &JsValue) -> Confirmation {
    let options = object(&[("redirect", "if_required".into())]);
    let Some(Ok(answer)) = function(actions, "confirm").map(|confirm| confirm.call1(actions, &options))
    else {
        return Confirmation::Refused("The payment form could not send your payment.".to_owned());
    };
    // Sent from here on: only a declined payment is certain not to be paid, everything else may be a lost answer.
    let lost = || "The payment service cannot be reached.".to_owned();
    let Ok(answer) = JsFuture::from(Promise::resolve(&answer)).await else {
        return Confirmation::Lost(lost());
    };
    if text(&answer, "type").as_deref() == Some("success") {
        return Confirmation::Complete;
    }
    let sentence = error_message(&answer).unwrap_or_else(lost);
    match text(&get(&answer, "error"), "code").as_deref() {
        Some("paymentFailed") => Confirmation::Refused(sentence),
        _ => Confirmation::Lost(sentence),
    }
}

fn error_message(answer: &JsValue) -> Option<String> {
    text(&get(answer, "error"), "message")
}

fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in entries {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

fn set(object: &Object, name: &str, value: &Object) {
    let _ = Reflect::set(object, &name.into(), value);
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

fn call0(object: &JsValue, name: &str) -> Option<JsValue> {
    function(object, name)?.call0(object).ok()
}
