using FsCheck;
using FsCheck.Fluent;
using Sinter.Testing;

namespace Sinter.Data.Tests;

/// <summary>Wrong files: each is refused with a <see cref="DatasetException"/> that names it, without a flood of memory.</summary>
public sealed class ImageAttackTests
{
    private const string Name = "photos/cat.png";
    private const long MostMemory = 64 << 20;

    [Fact]
    public void Every_truncated_png_is_refused()
    {
        var file = PngWriter.Encode(Pictures.Scene(64, 48, 3));
        for (var length = 0; length < file.Length; length += 37) Refused(file[..length]);
    }

    [Fact]
    public void Every_truncated_jpeg_is_refused()
    {
        Pictures.RequireTurbo();
        foreach (var image in new[] { Pictures.Scene(64, 48, 3), Pictures.Scene(64, 48, 1) })
        {
            var file = JpegWriter.Encode(image, 90);
            for (var length = 0; length < file.Length; length += 37) Refused(file[..length]);
        }
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void Every_truncated_progressive_jpeg_is_refused()
    {
        Pictures.RequireTurbo();
        var file = File.ReadAllBytes(ImageGolden.File("q60-progressive.jpg"));
        for (var length = 0; length < file.Length; length += 37) Refused(file[..length]);
    }

    [Fact]
    public void A_wrong_checksum_is_refused_in_every_chunk()
    {
        var file = PngWriter.Encode(Pictures.Scene(8, 8, 3));
        foreach (var at in new[] { 20, 32, file.Length - 14, file.Length - 1 })
        {
            var wrong = (byte[])file.Clone();
            wrong[at] ^= 1;
            Refused(wrong, DatasetError.DamagedImage).ShouldContain("checksum");
        }
    }

    [Theory]
    [InlineData(uint.MaxValue, 1u)]
    [InlineData(0u, 5u)]
    [InlineData(60_000u, 60_000u)]
    [InlineData(2_000_000_000u, 2_000_000_000u)]
    [InlineData(11_000u, 11_000u)]
    public void Giant_dimensions_take_no_memory(uint width, uint height) => Refused(new PngFile().Header(width, height, 8, 6).Data([0, 1, 2, 3, 4]).End());

    [Fact]
    public void A_giant_jpeg_takes_no_memory()
    {
        Pictures.RequireTurbo();
        var file = JpegWriter.Encode(Pictures.Scene(16, 16, 3), 80);
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (0xFF, 0, 0xFF, 0);
        Refused(file, DatasetError.UnsupportedImage);
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (0x20, 0, 0x20, 0);
        Refused(file, DatasetError.DamagedImage).ShouldContain("8192 x 8192");
    }

    [Fact]
    public void More_data_than_pixels_is_refused_without_unpacking_it() => Refused(PngFile.Make(4, 4, 8, 0, new byte[200_000_000]), DatasetError.DamagedImage).ShouldContain("more data");

    [Fact]
    public void A_cmyk_jpeg_is_refused() => Refused(Cmyk(), DatasetError.UnsupportedImage).ShouldContain("CMYK");

    [Fact]
    public void An_interlaced_png_is_refused() => Refused(new PngFile().Header(4, 4, 8, 0, interlace: 1).Data(new byte[20]).End(), DatasetError.UnsupportedImage).ShouldContain("interlac");

    [Fact]
    public void A_text_called_png_is_refused() => Refused("This is no picture.\n"u8.ToArray(), DatasetError.UnsupportedImage).ShouldContain("looks like text, starting with 'This is no pictu'");

    [Fact]
    public void An_empty_file_is_refused() => Refused([], DatasetError.Empty).ShouldContain("empty");

    [Theory]
    [InlineData("R0lGODlhAQABAAAAACw=", "GIF")]
    [InlineData("UklGRgAAAABXRUJQ", "WebP")]
    [InlineData("Qk0AAAAAAAA=", "BMP")]
    [InlineData("SUkqAAgAAAA=", "TIFF")]
    [InlineData("AAAAHGZ0eXBhdmlm", "AVIF")]
    public void Other_formats_are_named(string base64, string format) => Refused(Convert.FromBase64String(base64), DatasetError.UnsupportedImage).ShouldContain(format);

    [Theory]
    [InlineData(3, 0)]
    [InlineData(8, 1)]
    [InlineData(16, 3)]
    [InlineData(4, 2)]
    [InlineData(8, 7)]
    public void Depths_that_png_does_not_have_are_refused(int depth, int color) => Refused(PngFile.Make(2, 1, depth, color, new byte[32], [1, 2, 3]), DatasetError.DamagedImage);

    [Fact]
    public void Faults_of_structure_are_refused()
    {
        Refused(PngFile.Make(2, 1, 8, 3, [0, 0, 0])).ShouldContain("palette");
        Refused(PngFile.Make(2, 1, 8, 3, [0, 0, 1], palette: [1, 2, 3])).ShouldContain("colour 1 of a palette of 1");
        Refused(PngFile.Make(2, 1, 8, 3, [0, 0, 0], palette: [1, 2])).ShouldContain("palette");
        Refused(PngFile.Make(2, 1, 8, 3, [0, 0, 0], palette: [1, 2, 3], transparency: [1, 2])).ShouldContain("transparency");
        Refused(PngFile.Make(2, 1, 8, 6, [0, 0, 0, 0, 0, 0, 0, 0, 0], transparency: [1, 2])).ShouldContain("transparency");
        Refused(PngFile.Make(2, 1, 8, 0, [7, 1, 2])).ShouldContain("filter 7");
        Refused(PngFile.Make(2, 2, 8, 0, [0, 1, 2, 0])).ShouldContain("row 1 of 2");
        Refused(new PngFile().Header(2u, 1u, 8, 0, compression: 1).Data([0, 1, 2]).End()).ShouldContain("compression 1");
        Refused(new PngFile().Chunk("IDAT", [1]).End()).ShouldContain("IHDR");
        Refused(new PngFile().Header(2, 1, 8, 0).Chunk("ABCD", []).Data([0, 1, 2]).End()).ShouldContain("ABCD");
        Refused(new PngFile().Header(2, 1, 8, 0).Chunk("IDAT", [1, 2, 3]).End());
        Refused(new PngFile().Header(2, 1, 8, 0).Data([0, 1, 2]).ToArray()).ShouldContain("end chunk");
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_named()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<DatasetException>(() => ImageFile.Read(folder["none.png"])).Message.ShouldContain("none.png does not exist");
        Should.Throw<DatasetException>(() => ImageFile.Read(folder.Path)).Message.ShouldContain("it is a folder");
    }

    [Fact]
    public void Data_that_ask_for_a_dictionary_are_refused()
    {
        var file = PngWriter.Encode(Pictures.Scene(5, 4, 3));
        var data = file.AsSpan().IndexOf("IDAT"u8) + 4;
        (file[data], file[data + 1]) = (0x78, 0x20);
        Refused(PngChecksums.PutRight(file), DatasetError.DamagedImage).ShouldContain("compressed");
    }

    [Fact]
    public void Mutated_pngs_are_refused_or_read()
    {
        // Without checksums that are put right a mutation would never get past them.
        var file = PngFile.Make(5, 4, 8, 3, [0, 0, 1, 2, 0, 1, 1, 1, 0, 0, 1, 0, 2, 1, 1, 0, 0, 0, 4, 0, 0, 0, 0, 0], [9, 8, 7, 6, 5, 4, 3, 2, 1], [0, 128]);
        Mutate(file, static mutated => PngChecksums.PutRight(mutated));
        Mutate(PngWriter.Encode(Pictures.Scene(7, 5, 3)), static mutated => mutated);
    }

    [Fact]
    public void Mutated_jpegs_are_refused_or_read()
    {
        Pictures.RequireTurbo();
        Mutate(JpegWriter.Encode(Pictures.Scene(24, 17, 3), 80), static mutated => mutated);
    }

    private static void Mutate(byte[] file, Func<byte[], byte[]> repair)
    {
        var mutations = Gen.NonEmptyListOf(Mutation(file.Length)).Select(list => list.Take(4).Aggregate(file, static (bytes, mutate) => mutate(bytes)));
        Prop.ForAll(mutations.ToArbitrary(), mutated =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ImageFile.Decode(repair(mutated), Name).Pixels.Length.ShouldBeGreaterThan(0);
            }
            catch (DatasetException exception)
            {
                exception.Message.ShouldStartWith(Name);
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostMemory);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
    }

    private static Gen<Func<byte[], byte[]>> Mutation(int length)
    {
        var place = Gen.Choose(0, length - 1);
        return Gen.Frequency(
            (4, from at in place from value in Gen.Choose(0, 255) select (Func<byte[], byte[]>)(bytes => [.. bytes.Take(at), (byte)value, .. bytes.Skip(at + 1)])),
            (2, from at in place from bit in Gen.Choose(0, 7) select (Func<byte[], byte[]>)(bytes => [.. bytes.Select((x, i) => i == at ? (byte)(x ^ (1 << bit)) : x)])),
            (1, from at in place select (Func<byte[], byte[]>)(bytes => [.. bytes.Take(at)])),
            (1, from at in place from count in Gen.Choose(1, 30) select (Func<byte[], byte[]>)(bytes => [.. bytes.Take(at), .. bytes.Skip(at + count)])));
    }

    private static string Refused(byte[] file, DatasetError? error = null)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var exception = Should.Throw<DatasetException>(() => ImageFile.Decode(file, Name));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostMemory);
        if (error is { } expected) exception.Error.ShouldBe(expected, exception.Message);
        exception.Message.ShouldContain(Name);
        exception.Message.ShouldNotContain("\n");
        return exception.Message;
    }

    private static unsafe byte[] Cmyk()
    {
        Pictures.RequireTurbo();
        const int CmykFormat = 11;
        var library = TurboLibrary.Get();
        var handle = library.InitCompress();
        byte* file = null;
        System.Runtime.InteropServices.CULong length = default;
        fixed (byte* pixels = Pictures.Scene(16, 16, 4).Pixels) library.Compress(handle, pixels, 16, 64, 16, CmykFormat, &file, &length, 0, 90, 0).ShouldBe(0);
        var bytes = new ReadOnlySpan<byte>(file, (int)length.Value).ToArray();
        library.Free(file);
        library.Destroy(handle);
        return bytes;
    }
}
