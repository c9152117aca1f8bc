//! `mesh inspect`: every fact about a file, for people or programs.

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::axes::Axes;
use super::{Answer, CommandError, work};
use crate::import::Imported;
use crate::measure::{Facts, MeasureOptions, measure};
use crate::passport::{Passport, PrintMaterial, passport};
use crate::size::set_longest;
use crate::watch::Watch;

/// Measures a file, scaled first if a size is given, and judges it for materials if asked: at that size, else at the size
/// that its format's unit makes it.
pub(super) fn inspect(
    mut arguments: Arguments,
    answer: &mut Answer<'_>,
    watch: &Watch<'_>,
) -> Result<(), CommandError> {
    let size_mm = arguments.length_mm("size-mm")?;
    let materials = chosen_materials(arguments.text("material"))?;
    let is_json = arguments.flag("json");
    let path = arguments.file()?;
    arguments.finish()?;
    let Imported { mut mesh, format, .. } = work::read(&path, answer, watch)?;
    let mut millimetres = format.millimetres_per_unit();
    if let Some(longest) = size_mm {
        set_longest(&mut mesh, longest).map_err(CommandError::failed)?;
        millimetres = 1.0;
    }
    let wall_limit = materials.first().map(|material| material.block_wall_mm / millimetres);
    let mut facts = measure(&mesh, &MeasureOptions { wall_limit }, watch).map_err(CommandError::failed)?;
    let mut facts_mm = facts.clone();
    facts_mm.move_and_scale([0.0; 3], millimetres);
    let passports: Vec<Passport> = materials.iter().map(|material| passport(&facts_mm, material)).collect();
    Axes::of(format).turn(&mut facts);
    if is_json {
        return answer.say(&json_text(&facts, &passports));
    }
    let unit = if size_mm.is_some() { "mm" } else { "units" };
    let mut lines = fact_lines(&facts, unit);
    if !passports.is_empty() {
        let longest_mm = facts_mm.extents.into_iter().fold(0.0, f64::max);
        lines.push(format!("{:<27} {longest_mm:.1} mm", "judged at"));
    }
    lines.extend(passports.iter().flat_map(passport_lines));
    answer.say(&lines.join("\n"))
}

fn chosen_materials(choice: Option<String>) -> Result<Vec<PrintMaterial>, CommandError> {
    let all = PrintMaterial::start_values();
    match choice.as_deref() {
        None => Ok(Vec::new()),
        Some("all") => Ok(all),
        Some(slug) => {
            let known = all.iter().map(|material| material.slug.as_str()).collect::<Vec<_>>().join(", ");
            let found: Vec<PrintMaterial> =
                all.iter().filter(|material| material.slug == slug).cloned().collect();
            if found.is_empty() {
                Err(CommandError::Usage(format!("unknown material {slug:?}; known are {known}")))
            } else {
                Ok(found)
            }
        }
    }
}

fn json_text(facts: &Facts, passports: &[Passport]) -> String {
    let mut value = json!(facts);
    if !passports.is_empty() {
        value["passport"] = json!(passports);
    }
    format!("{value:#}")
}

fn fact_lines(facts: &Facts, unit: &str) -> Vec<String> {
    let Value::Object(entries) = json!(facts) else { return Vec::new() };
    let line = |(name, value): (String, Value)| {
        format!("{:<27} {}", name.replace('_', " "), cell(&name, &value, unit))
    };
    entries.into_iter().map(line).collect()
}

fn passport_lines(passport: &Passport) -> Vec<String> {
    let sizes = passport.sizes_mm().map_or("at no size".to_owned(), |[smallest, largest]| {
        format!("from {smallest:.1} to {largest:.1} mm")
    });
    let mut lines = vec![format!("{:<27} {:?}, prints {sizes}", passport.material, passport.verdict)];
    lines.extend(passport.findings.iter().map(|finding| {
        let share = finding
            .share
            .map_or(String::new(), |share| format!(", {:.1} % of the surface is under it", share * 100.0));
        format!(
            "  {:?}: {:?} {:.3} (limit {:.3}{share})",
            finding.verdict, finding.kind, finding.value, finding.limit
        )
    }));
    lines
}

fn cell(name: &str, value: &Value, unit: &str) -> String {
    let suffix = match name {
        "extents" | "bounds" | "thinnest" => format!(" {unit}"),
        "area" | "base_contact_area" => format!(" {unit}²"),
        "volume" => format!(" {unit}³"),
        _ => String::new(),
    };
    let text = match value {
        Value::Number(number) if number.is_f64() => format!("{:.4}", number.as_f64().unwrap_or(0.0)),
        Value::Array(items) => items.iter().map(|item| cell("", item, unit)).collect::<Vec<_>>().join(" × "),
        Value::Object(entries) => {
            let parts = entries.iter().map(|(key, item)| format!("{key} {}", cell("", item, unit)));
            parts.collect::<Vec<_>>().join(", ")
        }
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text + &suffix
}
