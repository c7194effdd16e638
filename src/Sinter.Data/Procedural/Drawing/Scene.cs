using System.Numerics;

namespace Sinter.Data;

/// <summary>What lies behind a figure: a ground of any colour, lighter to one side, with faint lines and discs that mean nothing.</summary>
internal static class Scene
{
    /// <summary>Draws a ground and returns a colour that stands out from it.</summary>
    public static Colour Begin(Canvas canvas, Draws random, float contrast = 0.35f, int clutter = 4)
    {
        var ground = Colour.Any(random);
        canvas.Clear(ground);
        canvas.Tilt(Turns.Direction(random.Unit()) * random.Between(0, 0.009f));
        for (var i = random.Whole(clutter + 1); i > 0; i--) Clutter(canvas, random, ground);
        return ground.Against(random, contrast);
    }

    /// <summary>A faint line or disc in a colour near the ground's.</summary>
    public static void Clutter(Canvas canvas, Draws random, Colour ground)
    {
        var at = new Vector2(random.Between(0, 32), random.Between(0, 32));
        if (random.Chance(0.5f)) canvas.Disc(at, random.Between(1, 6));
        else canvas.Line(at, random.Near(at, 20), random.Between(0.7f, 3));
        canvas.Fill(ground.Near(random, 0.14f));
    }
}
