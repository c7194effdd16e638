using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sinter.Data;

/// <summary>
/// Sine and cosine of an angle in turns, within 0.0011 of the exact value: enough to draw with, and the same bits on every machine, which the system's own do not promise.
/// </summary>
internal static class Turns
{
    /// <summary>sin 2πt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sin(Vector<float> turns)
    {
        // a parabola through the zeros and extremes, then a correction by its own square
        var part = turns - Vector.Floor(turns + new Vector<float>(0.5f));
        var wave = (part - (part * Vector.Abs(part) * 2)) * 8;
        return wave + (((wave * Vector.Abs(wave)) - wave) * 0.225f);
    }

    /// <summary>sin 2πt.</summary>
    public static float Sin(float turns) => Sin(new Vector<float>(turns))[0];

    /// <summary>cos 2πt.</summary>
    public static float Cos(float turns) => Sin(turns + 0.25f);

    /// <summary>(cos 2πt, sin 2πt).</summary>
    public static Vector2 Direction(float turns) => new(Cos(turns), Sin(turns));
}
