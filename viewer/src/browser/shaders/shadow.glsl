uniform sampler2D shadow_map;
uniform mat4 shadow_from_world;

// How much of the key light reaches a point, 0 to 1: the mean over a disc of `radius` (in map widths).
float lit(vec3 point, float radius) {
    const float BIAS = 0.002;
    // Beyond the map's depth nothing is known, and so nothing is in shadow.
    vec3 place = min((shadow_from_world * vec4(point, 1.0)).xyz * 0.5 + 0.5, vec3(1.0));
    // A spiral turned by a different angle at every pixel: banding becomes fine noise that the eye smooths.
    float turn = 6.2831853 * fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
    vec2 way = radius * vec2(cos(turn), sin(turn));
    // Each tap goes on by the golden angle.
    const mat2 GOLDEN = mat2(-0.7373689, 0.6754902, -0.6754902, -0.7373689);
    float sum = 0.0;
    for (int i = 0; i < TAPS; i++) {
        // From the rim inwards; where the first taps agree, the point is not at a shadow's edge.
        if (i == FIRST_TAPS && (sum < 0.5 || sum > float(FIRST_TAPS) - 0.5)) return sum / float(FIRST_TAPS);
        float along = 1.0 - float(i) / float(TAPS);
        sum += step(place.z - BIAS, texture(shadow_map, place.xy + sqrt(along) * way).r);
        way = GOLDEN * way;
    }
    return sum / float(TAPS);
}
