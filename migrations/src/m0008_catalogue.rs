//! What the shop offers: rows, loaded and versioned as a whole. Old versions stay: quotes were made from them.

use sea_orm_migration::prelude::*;

const UP: &str = "
CREATE TABLE catalogues (
    version INTEGER NOT NULL PRIMARY KEY CHECK (version > 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    download_price BIGINT NOT NULL CHECK (download_price >= 0),
    print_order_minimum BIGINT NOT NULL CHECK (print_order_minimum >= 0),
    quote_hours INTEGER NOT NULL CHECK (quote_hours > 0),
    -- Credits, once to each new account.
    start_grant BIGINT NOT NULL CHECK (start_grant >= 0),
    -- JSON: steps of [from quantity, thousandths].
    quantity_discounts TEXT NOT NULL,
    loaded_at BIGINT NOT NULL
);
CREATE TABLE technologies (
    catalogue_version INTEGER NOT NULL REFERENCES catalogues (version),
    position INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    summary TEXT NOT NULL,
    estimate TEXT NOT NULL CHECK (estimate IN ('fdm', 'resin', 'powder', 'jetted', 'metal')),
    build_x_mm DOUBLE PRECISION NOT NULL CHECK (build_x_mm > 0),
    build_y_mm DOUBLE PRECISION NOT NULL CHECK (build_y_mm > 0),
    build_z_mm DOUBLE PRECISION NOT NULL CHECK (build_z_mm > 0),
    needs_supports BOOLEAN NOT NULL,
    fills_cavities BOOLEAN NOT NULL,
    machine_cents_per_hour BIGINT NOT NULL CHECK (machine_cents_per_hour >= 0),
    setup BIGINT NOT NULL CHECK (setup >= 0),
    part_minimum BIGINT NOT NULL CHECK (part_minimum >= 0),
    least_lead_days INTEGER NOT NULL CHECK (least_lead_days >= 0),
    most_lead_days INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (catalogue_version, slug),
    CHECK (most_lead_days >= least_lead_days)
);
CREATE TABLE materials (
    catalogue_version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    slug TEXT NOT NULL,
    technology_slug TEXT NOT NULL,
    name TEXT NOT NULL,
    summary TEXT NOT NULL,
    density_g_cm3 DOUBLE PRECISION NOT NULL CHECK (density_g_cm3 > 0),
    block_wall_mm DOUBLE PRECISION NOT NULL CHECK (block_wall_mm > 0),
    -- JSON: steps of [sum of the sides up to in mm, wall in mm].
    warn_walls_mm TEXT NOT NULL,
    cents_per_cm3 DOUBLE PRECISION NOT NULL CHECK (cents_per_cm3 >= 0),
    startup BIGINT NOT NULL CHECK (startup >= 0),
    source TEXT NOT NULL,
    PRIMARY KEY (catalogue_version, slug),
    FOREIGN KEY (catalogue_version, technology_slug) REFERENCES technologies (catalogue_version, slug)
);
CREATE TABLE material_colors (
    catalogue_version INTEGER NOT NULL,
    material_slug TEXT NOT NULL,
    position INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    hex TEXT,
    surcharge_permille INTEGER NOT NULL CHECK (surcharge_permille >= 0),
    PRIMARY KEY (catalogue_version, material_slug, slug),
    FOREIGN KEY (catalogue_version, material_slug) REFERENCES materials (catalogue_version, slug)
);
CREATE TABLE material_finishes (
    catalogue_version INTEGER NOT NULL,
    material_slug TEXT NOT NULL,
    position INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    fixed BIGINT NOT NULL CHECK (fixed >= 0),
    cents_per_cm2 DOUBLE PRECISION NOT NULL CHECK (cents_per_cm2 >= 0),
    PRIMARY KEY (catalogue_version, material_slug, slug),
    FOREIGN KEY (catalogue_version, material_slug) REFERENCES materials (catalogue_version, slug)
);
CREATE TABLE credit_packages (
    catalogue_version INTEGER NOT NULL REFERENCES catalogues (version),
    position INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    credits BIGINT NOT NULL CHECK (credits > 0),
    bonus BIGINT NOT NULL CHECK (bonus >= 0),
    price BIGINT NOT NULL CHECK (price > 0),
    stripe_price_id TEXT,
    is_active BOOLEAN NOT NULL,
    PRIMARY KEY (catalogue_version, slug)
);
CREATE TABLE shipping_zones (
    catalogue_version INTEGER NOT NULL REFERENCES catalogues (version),
    position INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    price BIGINT NOT NULL CHECK (price >= 0),
    least_days INTEGER NOT NULL CHECK (least_days >= 0),
    most_days INTEGER NOT NULL,
    included_tax_permille INTEGER NOT NULL CHECK (included_tax_permille BETWEEN 0 AND 999),
    PRIMARY KEY (catalogue_version, slug),
    CHECK (most_days >= least_days)
);
CREATE TABLE shipping_countries (
    catalogue_version INTEGER NOT NULL,
    country TEXT NOT NULL CHECK (length(country) = 2),
    zone_slug TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (catalogue_version, country),
    FOREIGN KEY (catalogue_version, zone_slug) REFERENCES shipping_zones (catalogue_version, slug)
);
";

const DOWN: &str = "
DROP TABLE shipping_countries; DROP TABLE shipping_zones; DROP TABLE credit_packages; DROP TABLE material_finishes; DROP TABLE material_colors; DROP TABLE materials; DROP TABLE technologies; DROP TABLE catalogues;
";

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}
