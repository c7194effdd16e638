using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>Poisson(x c) / c for every value on its own, drawn by inverting the distribution: exact to 2⁻³².</summary>
internal sealed class ShotNoise() : Corruption("shot_noise", "Poisson noise: light comes in few photons.")
{
    internal static readonly int[] Photons = [500, 250, 100, 75, 50, 60, 25, 12, 5, 3];
    private readonly Lazy<PoissonTable>[] _tables = [.. Photons.Select(static photons => new Lazy<PoissonTable>(() => new PoissonTable(photons)))];

    internal override Image Corrupt(Image image, int setting, Philox random)
    {
        var table = _tables[setting].Value;
        var bits = new uint[image.Pixels.Length];
        random.FillBits(0, bits);
        var result = new Image(image.Width, image.Height, image.Channels);
        for (var i = 0; i < bits.Length; i++) result.Pixels[i] = table.Draw(image.Pixels[i], bits[i]);
        return result;
    }
}
