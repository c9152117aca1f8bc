uniform sampler2D picture;
uniform vec4 base_color;
uniform float picture_part;
uniform float tint_part;
uniform float metallic;
uniform float roughness;
// Alpha below which there is no surface; negative: alpha is ignored; above one: mixed with what lies behind.
uniform float alpha_cutoff;
// Width of the wireframe's lines in pixels; zero: no lines.
uniform float line_width;
uniform vec3 eye;
uniform vec3 key_direction;

in vec3 at;
in vec3 facing;
in vec2 on_picture;
in vec4 tint;
in vec3 corner;

out vec4 pixel;

const vec3 KEY = vec3(3.0, 2.93, 2.8);
const vec3 SKY = vec3(0.86, 0.89, 0.94);
const vec3 FLOOR = vec3(0.42, 0.39, 0.37);
const vec3 FILL = vec3(0.15, 0.16, 0.19);

// Both within half a step of the exact curves' 8-bit values, for a fraction of the time.
vec3 linear_from_srgb(vec3 color) {
    return color * (color * (color * 0.305306011 + 0.682171111) + 0.012522878);
}

vec3 srgb_from_linear(vec3 color) {
    return max(1.055 * pow(color, vec3(0.41666667)) - 0.055, 0.0);
}

// Khronos PBR Neutral tone mapper: keeps the colors of products, compresses only highlights.
vec3 tone_map(vec3 color) {
    float low = min(color.r, min(color.g, color.b));
    color -= low < 0.08 ? low - 6.25 * low * low : 0.04;
    float peak = max(color.r, max(color.g, color.b));
    if (peak < 0.76) return color;
    float compressed = 1.0 - 0.0576 / (peak - 0.52);
    float keep = 1.0 / (0.15 * (peak - compressed) + 1.0);
    return mix(vec3(compressed), color * compressed / peak, keep);
}

// What a surface sees of the studio in a direction: a bright ceiling over a darker floor.
vec3 studio(vec3 direction, float blur) {
    float edge = 0.15 + 0.85 * blur;
    return mix(FLOOR, SKY, smoothstep(-edge, edge, direction.y));
}

// GGX with Smith visibility (Walter 2007; Hammon's approximation), without the color term.
float highlight(float cos_half, float cos_light, float cos_view) {
    float a = max(roughness * roughness, 0.02);
    float d = cos_half * cos_half * (a * a - 1.0) + 1.0;
    float visibility = 0.5 / mix(2.0 * cos_light * cos_view, cos_light + cos_view, a);
    return a * a / (3.14159 * d * d) * visibility;
}

// How much of a pixel a line along a triangle's edges covers, fading where the triangles get too small for lines.
float line_cover() {
    vec3 step_size = sqrt(dFdx(corner) * dFdx(corner) + dFdy(corner) * dFdy(corner));
    vec3 away = corner / max(step_size, vec3(1e-6));
    float nearest = min(away.x, min(away.y, away.z));
    float crowding = max(step_size.x, max(step_size.y, step_size.z)) * line_width * 2.0;
    return (1.0 - smoothstep(line_width * 0.5 - 0.5, line_width * 0.5 + 0.5, nearest)) / (1.0 + crowding * crowding);
}

void main() {
    // Before anything is discarded: neighbouring pixels are needed.
    vec3 flat_normal = cross(dFdx(at), dFdy(at));
    vec4 seen = texture(picture, on_picture);
    vec4 color = base_color * mix(vec4(1.0), vec4(linear_from_srgb(seen.rgb), seen.a), picture_part) * mix(vec4(1.0), tint, tint_part);
    if (color.a < alpha_cutoff && alpha_cutoff <= 1.0) discard;

    vec3 to_eye = normalize(eye - at);
    vec3 normal = dot(facing, facing) < 0.25 ? flat_normal : (gl_FrontFacing ? facing : -facing);
    normal = normalize(normal);

    vec3 to_key = key_direction;
    vec3 to_fill = normalize(to_eye - 0.8 * vec3(key_direction.x, 0.0, key_direction.z));
    float cos_key = max(dot(normal, to_key), 0.0);
    float cos_view = max(dot(normal, to_eye), 1e-3);
    vec3 half_way = normalize(to_key + to_eye);
    float shade = cos_key > 0.0 ? lit(at + normal * 0.012, 0.006) : 0.0;

    vec3 diffuse = color.rgb * (1.0 - metallic);
    vec3 mirrored = mix(vec3(0.04), color.rgb, metallic);
    float away = 1.0 - cos_view;
    float grazing = away * away * away * away * away * max(1.0 - roughness, 0.2);
    vec3 reflected = mirrored + (max(vec3(1.0 - roughness), max(mirrored, 0.2)) - mirrored) * grazing;

    vec3 ambient = mix(FLOOR, SKY, normal.y * 0.5 + 0.5) * 0.47;
    vec3 light = diffuse * (ambient + KEY * 0.318 * cos_key * shade + FILL * max(dot(normal, to_fill), 0.0));
    light += reflected * studio(reflect(-to_eye, normal), roughness) * mix(0.35, 0.9, metallic);
    light += mirrored * KEY * shade * cos_key * highlight(max(dot(normal, half_way), 0.0), max(cos_key, 1e-3), cos_view);

    if (line_width > 0.0) light = mix(light, vec3(0.012, 0.013, 0.016), line_cover() * 0.9);
    float alpha = alpha_cutoff > 1.0 ? color.a : 1.0;
    pixel = vec4(srgb_from_linear(clamp(tone_map(light), 0.0, 1.0)) * alpha, alpha);
}
