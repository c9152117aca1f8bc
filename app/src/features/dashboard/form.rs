//! The form that starts a generation. It is a plain HTML form; scripts only make it nicer.

use crate::derived::{Derived, derived};
use crate::erased::Erase;
use domain::asset::AssetMode;
use domain::style::Style;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use web_sys::{FormData, HtmlFormElement};

use super::draft::Draft;
use super::generate_button::GenerateButton;
use super::image_drop::ImageDrop;
use super::prompt_box::PromptBox;
use super::style_grid::StyleGrid;
use super::upload::Upload;
use crate::features::generation::api::{StartGeneration, start_generation};
use crate::features::session::SessionState;
use crate::features::site::site_facts;
use crate::live_clock::NextGeneration;
use crate::submission::{Submission, kept_form};
use crate::ui::Checkbox;

/// The form of the dashboard.
#[component]
pub(super) fn GenerationForm(
    /// Which tab is open.
    mode: Derived<AssetMode>,
    /// The styles on offer.
    styles: Vec<Style>,
    /// Names the generation this form starts; a fresh one after each.
    next: NextGeneration,
) -> impl IntoView {
    let starting = Submission::new("generation/start");
    let session = SessionState::of_page();
    let kept = kept_form("generation/start");
    let kept_field =
        |name| kept.as_ref().and_then(|form| form.field(name)).map(ToOwned::to_owned).unwrap_or_default();
    let prompt = RwSignal::new(kept_field("prompt"));
    let (chosen, skips_concept) = (kept_field("style"), kept_field("skip_concept") == "true");
    let upload = Upload::new();
    let cost = site_facts().rules.start_cost;
    let obstacle = derived(move |_| {
        let credits = session.credits();
        let draft = Draft { mode: mode.get(), prompt: prompt.get(), upload: upload.state(), credits, cost };
        draft.obstacle()
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if obstacle.get_untracked().is_some() {
            return;
        }
        let sent = Sent::read(&event, mode.get_untracked(), upload, next.get_untracked());
        starting.run(move || sent.clone().start(), move || next.renew());
    };
    view! {
        <form method="post" action=StartGeneration::url() class="space-y-6" on:submit=submit>
            <input type="hidden" name="generation_id" autocomplete="off" value=move || next.get() />
            <input type="hidden" name="mode" autocomplete="off" value=move || mode.get().key() />
            {move || (mode.get() == AssetMode::Image).then(|| view! { <ImageDrop upload /> })}
            <PromptBox prompt mode />
            <StyleGrid styles chosen />
            <div class="flex flex-col gap-4 sm:flex-row sm:items-start sm:justify-between">
                <Checkbox
                    name="skip_concept"
                    label="Skip concept"
                    hint="Go straight to the model, without choosing between two pictures first."
                    checked=skips_concept
                />
                <GenerateButton cost obstacle pending=Signal::derive(move || starting.is_pending()) />
            </div>
            {starting.problem_view()}
        </form>
    }
    .erased()
}

/// What the form held when it was sent.
#[derive(Clone)]
struct Sent {
    generation_id: String,
    mode: AssetMode,
    prompt: String,
    upload_id: Option<String>,
    style: String,
    skip_concept: bool,
}

impl Sent {
    /// Reads the fields from the form itself: some may have been filled in before the page came alive.
    fn read(event: &SubmitEvent, mode: AssetMode, upload: Upload, generation_id: String) -> Self {
        let form: HtmlFormElement = event_target(event);
        let fields = FormData::new_with_form(&form).ok();
        let field =
            |name| fields.as_ref().and_then(|fields| fields.get(name).as_string()).unwrap_or_default();
        Self {
            generation_id,
            mode,
            prompt: field("prompt"),
            upload_id: upload.ready().map(|upload| upload.to_string()),
            style: field("style"),
            skip_concept: field("skip_concept") == "true",
        }
    }

    async fn start(self) -> Result<(), crate::error::AppError> {
        let Self { generation_id, mode, prompt, upload_id, style, skip_concept } = self;
        let mode = mode.key().to_owned();
        start_generation(generation_id, mode, prompt, upload_id, style, skip_concept).await.map(|_| ())
    }
}
