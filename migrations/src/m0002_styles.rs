//! The looks offered on the dashboard.

use sea_orm_migration::prelude::*;

const UP: &str = "
CREATE TABLE styles (
    slug TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    icon_url TEXT NOT NULL,
    prompt_hint TEXT NOT NULL,
    position INTEGER NOT NULL UNIQUE,
    active BOOLEAN NOT NULL
);
INSERT INTO styles (slug, name, icon_url, prompt_hint, position, active) VALUES
    ('realistic', 'Realistic', '/styles/realistic.webp',
     'true proportions, fine surface detail, natural materials', 1, TRUE),
    ('cartoon', 'Cartoon', '/styles/cartoon.webp',
     'round exaggerated shapes, bold clean colors, friendly', 2, TRUE),
    ('low-poly', 'Low Poly', '/styles/low-poly.webp',
     'few large flat facets, faceted shading, simple colors', 3, TRUE),
    ('voxel', 'Voxel', '/styles/voxel.webp',
     'built from small equal cubes, stepped outline, game-like', 4, TRUE),
    ('clay', 'Clay', '/styles/clay.webp',
     'hand-modelled clay, soft edges, matt single-tone surface', 5, TRUE),
    ('wireframe', 'Wireframe', '/styles/wireframe.webp',
     'open lattice of thin printable struts along the edges', 6, TRUE);
";

const DOWN: &str = "
DROP TABLE styles;
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
