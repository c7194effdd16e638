using Sinter.Data;
using Sinter.Tensors;

namespace Sinter.Cli.Tests;

/// <summary>A task of small PNG files, a folder a class: noise that is red, green or blue.</summary>
internal static class Pictures
{
    public const int Side = 8;

    public static string WriteTask(string folder, int perClass = 16, int brightness = 0)
    {
        foreach (var split in (string[])["train", "test"])
        {
            foreach (var (name, channel) in new[] { ("blue", 2), ("green", 1), ("red", 0) })
            {
                Directory.CreateDirectory(Path.Combine(folder, split, name));
                for (var i = 0; i < perClass; i++)
                {
                    var image = new Image(Side, Side, 3);
                    var random = new Philox(1, split, name, i);
                    for (var j = 0; j < image.Pixels.Length; j++) image.Pixels[j] = (byte)(random.Bits(j) % 90 + brightness + (j % 3 == channel ? 100 : 30));
                    ImageFile.WritePng(Path.Combine(folder, split, name, $"{i}.png"), image);
                }
            }
        }

        return folder;
    }
}
