using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>
/// Drops of water or mud: normal noise, blurred, above a threshold. Water gets light edges (Canny, distances to the edges, equalised, embossed); mud covers. Follows the
/// reference's chain of OpenCV calls step by step. Where no drop passes the threshold the reference divides zero by zero and gives a black picture; here nothing changes.
/// </summary>
internal sealed class Spatter() : Corruption("spatter", "Drops of water (1 to 3) or mud (4 and 5) on the lens.")
{
    private const float LongestDistance = 20;
    private static readonly float[] Water = [175 / 255f, 238 / 255f, 238 / 255f];
    private static readonly float[] Brown = [63 / 255f, 42 / 255f, 20 / 255f];
    private static readonly Tap[] Emboss = [new(-1, -1, -2), new(0, -1, -1), new(-1, 0, -1), new(0, 0, 1), new(1, 0, 1), new(0, 1, 1), new(1, 1, 2)];
    private static readonly Tap[] Square = [.. from y in Enumerable.Range(-1, 3) from x in Enumerable.Range(-1, 3) select new Tap(x, y, 1)];

    internal static readonly SpatterSetting[] Settings =
    [
        new(.62, .1, .7, .7, .5, false), new(.65, .1, .8, .7, .5, false), new(.65, .3, 1, .69, .5, false), new(.65, .1, .7, .69, .6, true), new(.65, .1, .5, .68, .6, true),
        new(.65, .3, 4, .69, .6, false), new(.65, .3, 3, .68, .6, false), new(.65, .3, 2, .68, .5, false), new(.65, .3, 1, .65, 1.5, true), new(.67, .4, 1, .65, 1.5, true),
    ];

    internal override Image Corrupt(Image image, int setting, Philox random)
    {
        var normal = new float[image.Width * image.Height];
        random.FillNormal(0, normal);
        return Splash(image, Settings[setting], normal);
    }

    /// <summary>Spatters with a given standard normal number for each pixel.</summary>
    internal static Image Splash(Image image, SpatterSetting setting, ReadOnlySpan<float> normal)
    {
        var liquid = new Plane(image.Width, image.Height, 1);
        for (var i = 0; i < normal.Length; i++) liquid.Values[i] = (float)(setting.Mean + (setting.Deviation * normal[i]));
        liquid = liquid.Blur(setting.Sigma);
        foreach (ref var value in liquid.Values.AsSpan())
            if (value < setting.Threshold) value = 0;
        var (cover, color) = setting.Mud ? (Mud(liquid, setting), Brown) : (Drops(liquid, setting), Water);
        var result = new Image(image.Width, image.Height, image.Channels);
        for (var i = 0; i < result.Pixels.Length; i++)
        {
            var (value, covered) = (image.Pixels[i] / 255f, cover[i / 3]);
            result.Pixels[i] = (byte)(Math.Clamp((setting.Mud ? value * (1 - covered) : value) + (covered * color[i % 3]), 0, 1) * 255);
        }

        return result;
    }

    private static float[] Drops(Plane liquid, SpatterSetting setting)
    {
        var drops = liquid.Map(static value => MathF.Truncate(value * 255));
        var distances = ChamferDistance.To(CannyEdges.Find(drops, 50, 150), liquid.Width, liquid.Height);
        var light = distances.Map(static value => Math.Min(value, LongestDistance)).Convolve(Square, Border.Reflect).Map(static value => MathF.Truncate((float)(value / 9.0)));
        light = HistogramEqualization.Of(light).Convolve(Emboss, Border.Reflect).Map(static value => Math.Clamp(value, 0, 255));
        light = light.Convolve(Square, Border.Reflect).Map(static value => MathF.Round(value / 9));
        for (var i = 0; i < light.Values.Length; i++) light.Values[i] *= drops.Values[i];
        var largest = light.Values.Max();
        return largest > 0 ? light.Map(value => value / largest * (float)setting.Magnitude).Values : light.Values;
    }

    private static float[] Mud(Plane liquid, SpatterSetting setting) =>
        liquid.Map(value => value > setting.Threshold ? 1 : 0).Blur(setting.Magnitude).Map(static value => value < 0.8f ? 0 : value).Values;
}
