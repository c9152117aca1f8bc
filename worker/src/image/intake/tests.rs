use super::*;

/// A 3 × 2 PNG with one red pixel at the top left.
fn small_png() -> Vec<u8> {
    let mut picture = RgbaImage::from_pixel(3, 2, image::Rgba([255; 4]));
    picture.put_pixel(0, 0, image::Rgba([255, 0, 0, 255]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A black PNG of any size.
fn black_png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_compression(png::Compression::Fastest);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![0; (width * height) as usize]).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn the_header_decides_before_decoding() {
    assert_eq!(check_header(&small_png()).unwrap(), (3, 2));
    for (width, height) in [(8193, 1), (1, 8193), (8192, 4900)] {
        let refused = check_header(&black_png(width, height)).unwrap_err().to_string();
        assert!(refused.contains("40 megapixels"), "{refused}");
    }
}

#[test]
fn other_files_are_refused_with_a_sentence() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    for bytes in [&svg[..], b"", b"GIF89a", b"PK\x03\x04"] {
        assert!(check_header(bytes).unwrap_err().to_string().contains("PNG, JPEG or WebP"));
    }
    let mut cut = small_png();
    cut.truncate(45);
    assert!(decode(&cut).unwrap_err().to_string().contains("damaged"));
}

#[test]
fn a_camera_held_sideways_is_set_upright() {
    let mut jpeg = Cursor::new(Vec::new());
    let upright = decode(&small_png()).unwrap();
    DynamicImage::ImageRgba8(upright).into_rgb8().write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    // An Exif segment that says orientation 6 (turn right by 90°), behind the start-of-image marker.
    let exif: &[u8] = &[
        0xff, 0xe1, 0x00, 0x22, b'E', b'x', b'i', b'f', 0, 0, b'M', b'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01,
        0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
    ];
    let turned = [&jpeg[..2], exif, &jpeg[2..]].concat();
    let decoded = decode(&turned).unwrap();
    assert_eq!(decoded.dimensions(), (2, 3));
}

#[test]
fn webp_keeps_size_and_pixels() {
    let webp = to_webp(&small_png()).unwrap();
    assert_eq!(decode(&webp).unwrap().get_pixel(0, 0).0, [255, 0, 0, 255]);
}
