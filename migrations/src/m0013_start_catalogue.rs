//! What the shop starts with: the rows of `catalogue/start.json`, as version 1. Later versions come by
//! `makeit3d catalogue load`.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement, Value};
use serde_json::Value as Json;

pub(crate) const START: &str = include_str!("../catalogue/start.json");

const DOWN: &str = "
DELETE FROM shipping_countries WHERE catalogue_version = 1;
DELETE FROM shipping_zones WHERE catalogue_version = 1;
DELETE FROM credit_packages WHERE catalogue_version = 1;
DELETE FROM material_finishes WHERE catalogue_version = 1;
DELETE FROM material_colors WHERE catalogue_version = 1;
DELETE FROM materials WHERE catalogue_version = 1;
DELETE FROM technologies WHERE catalogue_version = 1;
DELETE FROM catalogues WHERE version = 1;
";

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let start: Json = serde_json::from_str(START).map_err(|error| DbErr::Custom(error.to_string()))?;
        let connection = manager.get_connection();
        for row in rows(&start) {
            connection.execute_raw(row.statement(manager.get_database_backend())).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}

/// A row to insert: columns in order, each with its value.
struct Row {
    table: &'static str,
    columns: Vec<(&'static str, Value)>,
}

impl Row {
    /// A row of version 1 at this place of its list.
    fn new(table: &'static str, position: usize) -> Self {
        let position = position as i64;
        Self { table, columns: vec![("catalogue_version", 1_i64.into()), ("position", position.into())] }
    }

    /// Takes over fields under their own names.
    fn fields(mut self, item: &Json, names: &[&'static str]) -> Self {
        self.columns.extend(names.iter().map(|name| (*name, value(&item[*name]))));
        self
    }

    fn with(mut self, column: &'static str, content: Value) -> Self {
        self.columns.push((column, content));
        self
    }

    fn statement(self, backend: DbBackend) -> Statement {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let places: Vec<String> = (1..=names.len()).map(|number| format!("${number}")).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES ({})", self.table, names.join(", "), places.join(", "));
        Statement::from_sql_and_values(backend, sql, self.columns.into_iter().map(|(_, content)| content))
    }
}

/// Whole numbers, fractions, words and truths as they are; lists as JSON.
fn value(json: &Json) -> Value {
    match json {
        Json::Bool(truth) => (*truth).into(),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64().into(),
        },
        Json::String(text) => text.clone().into(),
        Json::Null => Option::<String>::None.into(),
        list => list.to_string().into(),
    }
}

pub(crate) fn list<'a>(item: &'a Json, name: &str) -> impl Iterator<Item = (usize, &'a Json)> {
    item[name].as_array().into_iter().flatten().enumerate()
}

fn rows(start: &Json) -> Vec<Row> {
    let names = [
        "currency",
        "download_price",
        "print_order_minimum",
        "quote_hours",
        "start_grant",
        "quantity_discounts",
    ];
    let head =
        Row { table: "catalogues", columns: vec![("version", 1_i64.into()), ("loaded_at", 0_i64.into())] };
    let mut rows = vec![head.fields(start, &names)];
    rows.extend(list(start, "technologies").map(|(position, item)| technology(position, item)));
    for (position, item) in list(start, "materials") {
        rows.extend(material(position, item));
    }
    let names = ["slug", "name", "credits", "bonus", "price", "stripe_price_id", "is_active"];
    let packages = list(start, "packages");
    rows.extend(packages.map(|(position, item)| Row::new("credit_packages", position).fields(item, &names)));
    for (position, item) in list(start, "shipping_zones") {
        rows.extend(zone(position, item));
    }
    rows
}

fn technology(position: usize, item: &Json) -> Row {
    let names = [
        "slug",
        "name",
        "summary",
        "estimate",
        "needs_supports",
        "fills_cavities",
        "machine_cents_per_hour",
        "setup",
        "part_minimum",
        "source",
    ];
    let side = |axis: usize| item["build_box_mm"][axis].as_f64().into();
    Row::new("technologies", position)
        .fields(item, &names)
        .with("build_x_mm", side(0))
        .with("build_y_mm", side(1))
        .with("build_z_mm", side(2))
        .with("least_lead_days", value(&item["lead_days"][0]))
        .with("most_lead_days", value(&item["lead_days"][1]))
}

fn material(position: usize, item: &Json) -> Vec<Row> {
    let names = ["slug", "name", "summary", "warn_walls_mm", "startup", "source"];
    let number = |name: &str| item[name].as_f64().into();
    let row = Row::new("materials", position)
        .fields(item, &names)
        .with("technology_slug", value(&item["technology"]))
        .with("density_g_cm3", number("density_g_cm3"))
        .with("block_wall_mm", number("block_wall_mm"))
        .with("cents_per_cm3", number("cents_per_cm3"));
    let of_material = |table, position| Row::new(table, position).with("material_slug", value(&item["slug"]));
    let colors = list(item, "colors").map(|(position, color)| {
        of_material("material_colors", position).fields(color, &["slug", "name", "hex", "surcharge_permille"])
    });
    let finishes = list(item, "finishes").map(|(position, finish)| {
        of_material("material_finishes", position)
            .fields(finish, &["slug", "name", "fixed"])
            .with("cents_per_cm2", finish["cents_per_cm2"].as_f64().into())
    });
    std::iter::once(row).chain(colors).chain(finishes).collect()
}

fn zone(position: usize, item: &Json) -> Vec<Row> {
    let row = Row::new("shipping_zones", position)
        .fields(item, &["slug", "name", "price", "included_tax_permille"])
        .with("least_days", value(&item["days"][0]))
        .with("most_days", value(&item["days"][1]));
    let countries = list(item, "countries").map(|(position, country)| {
        Row::new("shipping_countries", position)
            .with("country", value(country))
            .with("zone_slug", value(&item["slug"]))
    });
    std::iter::once(row).chain(countries).collect()
}
