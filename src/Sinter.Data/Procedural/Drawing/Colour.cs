using System.Runtime.InteropServices;

namespace Sinter.Data;

/// <summary>Red, green and blue from 0 to 1.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Colour(float Red, float Green, float Blue)
{
    /// <summary>The mean of the three.</summary>
    public float Lightness => (Red + Green + Blue) / 3;

    /// <summary>A colour of a lightness, of any hue.</summary>
    public static Colour Of(float lightness, Draws random, float mostChroma = 0.35f)
    {
        var (hue, chroma) = (random.Unit(), random.Between(0, mostChroma));
        float Part(float shift) => Math.Clamp(lightness + (chroma * Turns.Sin(hue + shift)), 0, 1);
        return new Colour(Part(0), Part(1 / 3f), Part(2 / 3f));
    }

    /// <summary>Any colour.</summary>
    public static Colour Any(Draws random) => Of(random.Between(0.08f, 0.92f), random);

    /// <summary>A colour lighter or darker than this one by at least <paramref name="contrast"/>, at most a half.</summary>
    public Colour Against(Draws random, float contrast = 0.35f)
    {
        var (up, down) = (1 - Lightness - contrast, Lightness - contrast);
        var lighter = down < 0 || (up >= 0 && random.Chance(0.5f));
        var extra = random.Between(0, Math.Max(0, lighter ? up : down));
        return Of(Lightness + ((lighter ? 1 : -1) * (contrast + extra)), random, 0.3f);
    }

    /// <summary>A colour near this one.</summary>
    public Colour Near(Draws random, float reach)
    {
        float Part(float value) => Math.Clamp(value + random.Between(-reach, reach), 0, 1);
        return new Colour(Part(Red), Part(Green), Part(Blue));
    }
}
