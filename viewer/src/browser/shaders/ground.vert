uniform mat4 clip_from_world;
uniform vec3 key_direction;
uniform float ground_height;
// Radius of the upright cylinder the model fits in.
uniform float radius;

out vec3 at;

const vec2 CORNERS[6] = vec2[6](vec2(0, -1), vec2(0, 1), vec2(1, 1), vec2(1, 1), vec2(1, -1), vec2(0, -1));

// The rectangle on the ground that the model's shadow can reach, and a little more.
void main() {
    vec2 from_light = -normalize(key_direction.xz);
    float throw = -2.0 * ground_height * length(key_direction.xz) / key_direction.y;
    float side = radius + 0.1;
    vec2 corner = CORNERS[gl_VertexID];
    float along = mix(-side, side + throw, corner.x);
    vec2 place = from_light * along + vec2(-from_light.y, from_light.x) * corner.y * side;
    at = vec3(place.x, ground_height, place.y);
    gl_Position = clip_from_world * vec4(at, 1.0);
}
