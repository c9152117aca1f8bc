//! The material libraries of Wavefront OBJ: colors and pictures.

use std::collections::HashMap;

use super::obj::Neighbours;
use crate::glb::media_type;
use crate::model::{Material, Texture};
use crate::render::linear_from_srgb;

/// Materials a model may have; more is a broken file.
const MAX_MATERIALS: usize = 4096;

/// The materials of all libraries of a model.
#[derive(Default)]
pub(super) struct Library {
    number_of: HashMap<String, u32>,
    /// In the order in which they were first named.
    pub(super) materials: Vec<Material>,
    pub(super) textures: Vec<Texture>,
    /// Pictures by name, with the names that lead to none.
    pictures: HashMap<String, Option<u32>>,
}

impl Library {
    /// The number of a material; a name that no library has gets a default one.
    pub(super) fn number_of(&mut self, name: &str) -> Option<u32> {
        match self.number_of.get(name) {
            Some(number) => Some(*number),
            None => self.add(name),
        }
    }

    /// Reads a library; lines that say nothing about color are passed over.
    pub(super) fn read(&mut self, text: &str, neighbours: &mut Neighbours<'_>) {
        for line in text.split(['\n', '\r']) {
            let mut words = line.split_ascii_whitespace();
            let Some(key) = words.next() else { continue };
            let rest = line.trim().get(key.len()..).unwrap_or_default().trim();
            if key == "newmtl" {
                self.add(rest);
            } else if let Some(mut material) = self.materials.pop() {
                self.describe(&mut material, key, rest, neighbours);
                self.materials.push(material);
            }
        }
    }

    fn add(&mut self, name: &str) -> Option<u32> {
        if self.materials.len() == MAX_MATERIALS {
            return None;
        }
        let number = self.materials.len() as u32;
        // Of two with one name the first counts.
        self.number_of.entry(name.to_owned()).or_insert(number);
        self.materials.push(Material::default());
        Some(number)
    }

    fn describe(&mut self, material: &mut Material, key: &str, rest: &str, neighbours: &mut Neighbours<'_>) {
        let numbers = || rest.split_ascii_whitespace().map_while(|word| word.parse::<f32>().ok());
        let share = || numbers().next().filter(|value| value.is_finite()).map(|value| value.clamp(0.0, 1.0));
        match key {
            "Kd" => {
                let color: Vec<f32> = numbers().take(3).filter(|value| value.is_finite()).collect();
                if let [r, g, b] = color[..] {
                    let [r, g, b] = [r, g, b].map(|value| linear_from_srgb(value.clamp(0.0, 1.0)));
                    material.base_color = [r, g, b, material.base_color[3]];
                }
            }
            "d" => material.base_color[3] = share().unwrap_or(1.0),
            "Tr" => material.base_color[3] = 1.0 - share().unwrap_or(0.0),
            "Pr" => material.roughness = share().unwrap_or(material.roughness),
            "Pm" => material.metallic = share().unwrap_or(material.metallic),
            // Options stand before the name; a name with blanks cannot be told from them.
            "map_Kd" => {
                let name = rest.split_ascii_whitespace().next_back();
                material.texture = name.and_then(|name| self.picture(name, neighbours));
            }
            _ => {}
        }
    }

    fn picture(&mut self, name: &str, neighbours: &mut Neighbours<'_>) -> Option<u32> {
        if let Some(known) = self.pictures.get(name) {
            return *known;
        }
        let found = neighbours(name).and_then(|bytes| {
            let media_type = media_type(&bytes)?;
            self.textures.push(Texture { media_type, bytes });
            Some(self.textures.len() as u32 - 1)
        });
        self.pictures.insert(name.to_owned(), found);
        found
    }
}
