using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Sinter.Data;
using Sinter.Tensors;

namespace Sinter.Benchmarks.Data;

/// <summary>Pictures: corruptions of 10,000 small ones on all threads, and decoding JPEG against bare calls of libturbojpeg in the same process.</summary>
public sealed class DataBenchmark : IBenchmark
{
    private const int Pictures = 10_000;
    private const int Size = 32;
    private const int Severity = 3;
    private const int Repeats = 3;

    public string Name => "data";

    public string Summary => "corruptions of 10,000 pictures of 32 x 32; JPEG decoding against libturbojpeg alone";

    public void Run(string[] arguments)
    {
        if (arguments is [] or ["corruptions"]) Corruptions();
        if (arguments is [] or ["jpeg"]) Jpeg();
    }

    private static void Corruptions()
    {
        var images = Enumerable.Range(0, Pictures).Select(static i => Scene(Size, Size, i)).ToArray();
        Console.WriteLine($"{Pictures} pictures of {Size} x {Size}, severity {Severity}, {Environment.ProcessorCount} threads; median of {Repeats}");
        Console.WriteLine($"{"corruption",-18}{"cifar, s",10}{"imagenet, s",13}");
        foreach (var corruption in Corruption.All)
        {
            double Time(CorruptionTable table) => Enumerable.Range(0, Repeats).Select(_ =>
            {
                var start = Stopwatch.GetTimestamp();
                Parallel.For(0, Pictures, i => corruption.Apply(images[i], Severity, table, 1, "bench", i));
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            }).Order().ElementAt(Repeats / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{corruption.Name,-18}{Time(CorruptionTable.Cifar),10:0.00}{Time(CorruptionTable.ImageNet),13:0.00}"));
        }
    }

    private static unsafe void Jpeg()
    {
        var turbo = TurboLibrary.Get();
        var handle = turbo.InitDecompress();
        Console.WriteLine("one thread, CPU time, quality 88, 4:2:0; bare: libturbojpeg's calls alone, with one handle, into one buffer");
        Console.WriteLine($"{"picture",-14}{"ours, us",10}{"bare, us",10}{"ratio",7}");
        foreach (var (size, what) in new[] { (32, "one tile"), (224, "photo"), (3200, "sheet") })
        {
            var file = JpegWriter.Encode(Scene(size, size, 1), 88);
            var kept = new byte[size * size * 3];

            // Once more than counts: the heap touches its memory for the first time.
            Measure.OneThread(() => ImageFile.Decode(file, "bench"));
            var ours = Measure.OneThread(() => ImageFile.Decode(file, "bench"));
            var bare = Measure.OneThread(() => Decode(kept));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{$"{size} x {size}",-14}{ours * 1e6,10:0.0}{bare * 1e6,10:0.0}{ours / bare,7:0.00}  {what}"));

            void Decode(byte[] pixels)
            {
                int width, height, subsampling, colors;
                var length = new CULong((uint)file.Length);
                fixed (byte* from = file, to = pixels)
                {
                    if (turbo.DecompressHeader(handle, from, length, &width, &height, &subsampling, &colors) != 0) throw new InvalidOperationException(turbo.Error(handle));
                    if (turbo.Decompress(handle, from, length, to, width, 3 * width, height, 0, 0) != 0) throw new InvalidOperationException(turbo.Error(handle));
                }
            }
        }

        turbo.Destroy(handle);
    }

    /// <summary>Slopes, an edge and some noise.</summary>
    private static Image Scene(int width, int height, long seed)
    {
        var image = new Image(width, height, 3);
        var noise = new float[image.Pixels.Length];
        new Philox(seed, "bench picture").FillUniform(0, noise);
        for (var i = 0; i < noise.Length; i++)
        {
            var (x, y, channel) = (i / 3 % width, i / 3 / width, i % 3);
            image.Pixels[i] = (byte)Math.Clamp((140.0 * (x % 61) / 61) + (40 * channel * y / (double)height) + ((2 * x) + y > width ? 60 : 0) + (20 * noise[i]), 0, 255);
        }

        return image;
    }
}
