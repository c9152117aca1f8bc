uniform mat4 clip_from_world;
uniform float ground_height;

out vec3 at;

const vec2 CORNERS[6] = vec2[6](vec2(-1, -1), vec2(-1, 1), vec2(1, 1), vec2(1, 1), vec2(1, -1), vec2(-1, -1));

void main() {
    vec2 corner = CORNERS[gl_VertexID] * 3.0;
    at = vec3(corner.x, ground_height, corner.y);
    gl_Position = clip_from_world * vec4(at, 1.0);
}
