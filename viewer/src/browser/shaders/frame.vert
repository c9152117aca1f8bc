uniform mat4 clip_from_world;
uniform vec3 half_extent;
// Half of a line's width, in clip units of the picture's width and height.
uniform vec2 half_line;

// The twelve edges of a box, six vertices each, made from the vertex's number alone.
void main() {
    int edge = gl_VertexID / 6;
    int spot = gl_VertexID % 6;
    int axis = edge / 4;
    vec2 sides = vec2(edge & 1, edge >> 1 & 1) * 2.0 - 1.0;
    vec3 side = axis == 0 ? vec3(0.0, sides) : axis == 1 ? vec3(sides.x, 0.0, sides.y) : vec3(sides, 0.0);
    vec3 along = vec3(axis == 0, axis == 1, axis == 2);
    vec4 start = clip_from_world * vec4(half_extent * (side - along), 1.0);
    vec4 end = clip_from_world * vec4(half_extent * (side + along), 1.0);
    // What lies behind the camera is cut off.
    const float NEAR = 0.01;
    if (start.w < NEAR) start = mix(start, end, clamp((NEAR - start.w) / (end.w - start.w), 0.0, 1.0));
    if (end.w < NEAR) end = mix(end, start, clamp((NEAR - end.w) / (start.w - end.w), 0.0, 1.0));
    vec2 way = (end.xy / end.w - start.xy / start.w) / half_line;
    vec2 across = length(way) > 0.0 ? normalize(vec2(-way.y, way.x)) : vec2(0.0);
    bool at_end = spot == 1 || spot == 2 || spot == 4;
    float hand = spot == 0 || spot == 1 || spot == 3 ? -1.0 : 1.0;
    vec4 point = at_end ? end : start;
    gl_Position = point + vec4(across * hand * half_line * point.w, 0.0, 0.0);
}
