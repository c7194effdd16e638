using System.Text;

namespace Sinter.Data.Tests;

public class PngReaderTests
{
    [Theory]
    [Trait("Category", "Golden")]
    [InlineData("rgb.png", "image")]
    [InlineData("gray.png", "gray")]
    [InlineData("palette.png", "palette.decoded")]
    [InlineData("rgba.png", "rgba.decoded")]
    public void Files_of_another_program_give_its_pixels(string file, string expected)
    {
        using var golden = ImageGolden.Codecs();
        ImageFile.Read(ImageGolden.File(file)).ShouldBePicture(golden.Read(expected));
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void Sixteen_bits_keep_their_upper_byte()
    {
        using var golden = ImageGolden.Codecs();
        var image = ImageFile.Read(ImageGolden.File("gray16.png"));
        image.Pixels.ShouldBe(Array.ConvertAll(golden.Read16("gray16.decoded"), static sample => (byte)(sample >> 8)));
    }

    [Theory]
    [InlineData(1, new byte[] { 0b1011_0000 }, new byte[] { 255, 0, 255, 255 })]
    [InlineData(2, new byte[] { 0b00_01_10_11 }, new byte[] { 0, 85, 170, 255 })]
    [InlineData(4, new byte[] { 0x0F, 0x1A }, new byte[] { 0, 255, 17, 170 })]
    [InlineData(8, new byte[] { 1, 2, 3, 250 }, new byte[] { 1, 2, 3, 250 })]
    [InlineData(16, new byte[] { 1, 255, 2, 0, 3, 128, 250, 7 }, new byte[] { 1, 2, 3, 250 })]
    public void Gray_of_every_depth_is_spread_over_a_byte(int depth, byte[] row, byte[] expected) =>
        Decode(PngFile.Make(4, 1, depth, 0, [0, .. row])).ShouldBePicture(new Image(4, 1, 1, expected));

    [Theory]
    [InlineData(1, new byte[] { 0b0100_0000 }, new byte[] { 10, 20, 30, 40, 50, 60 })]
    [InlineData(2, new byte[] { 0b0001_0000 }, new byte[] { 10, 20, 30, 40, 50, 60 })]
    [InlineData(4, new byte[] { 0x01 }, new byte[] { 10, 20, 30, 40, 50, 60 })]
    [InlineData(8, new byte[] { 1, 0 }, new byte[] { 40, 50, 60, 10, 20, 30 })]
    public void Palettes_of_every_depth_give_their_colours(int depth, byte[] row, byte[] expected) =>
        Decode(PngFile.Make(2, 1, depth, 3, [0, .. row], palette: [10, 20, 30, 40, 50, 60])).ShouldBePicture(new Image(2, 1, 3, expected));

    [Fact]
    public void Transparent_colours_of_a_palette_become_alpha() =>
        Decode(PngFile.Make(3, 1, 8, 3, [0, 0, 1, 2], palette: [1, 2, 3, 4, 5, 6, 7, 8, 9], transparency: [0, 128]))
            .ShouldBePicture(new Image(3, 1, 4, [1, 2, 3, 0, 4, 5, 6, 128, 7, 8, 9, 255]));

    [Fact]
    public void The_transparent_colour_of_gray_and_rgb_becomes_alpha()
    {
        Decode(PngFile.Make(2, 1, 8, 0, [0, 7, 8], transparency: [0, 8])).ShouldBePicture(new Image(2, 1, 4, [7, 7, 7, 255, 8, 8, 8, 0]));
        Decode(PngFile.Make(2, 1, 8, 2, [0, 1, 2, 3, 1, 2, 4], transparency: [0, 1, 0, 2, 0, 3])).ShouldBePicture(new Image(2, 1, 4, [1, 2, 3, 0, 1, 2, 4, 255]));
    }

    [Fact]
    public void The_transparent_colour_of_sixteen_bits_is_compared_in_sixteen_bits() =>
        Decode(PngFile.Make(2, 1, 16, 0, [0, 9, 1, 9, 2], transparency: [9, 2])).ShouldBePicture(new Image(2, 1, 4, [9, 9, 9, 255, 9, 9, 9, 0]));

    [Fact]
    public void Gray_with_alpha_becomes_rgb_with_alpha()
    {
        Decode(PngFile.Make(2, 1, 8, 4, [0, 5, 100, 6, 0])).ShouldBePicture(new Image(2, 1, 4, [5, 5, 5, 100, 6, 6, 6, 0]));
        Decode(PngFile.Make(1, 1, 16, 4, [0, 5, 99, 100, 99])).ShouldBePicture(new Image(1, 1, 4, [5, 5, 5, 100]));
    }

    [Fact]
    public void Sixteen_bits_of_rgb_and_rgba_are_read()
    {
        Decode(PngFile.Make(1, 1, 16, 2, [0, 1, 9, 2, 9, 3, 9])).ShouldBePicture(new Image(1, 1, 3, [1, 2, 3]));
        Decode(PngFile.Make(1, 1, 16, 6, [0, 1, 9, 2, 9, 3, 9, 4, 9])).ShouldBePicture(new Image(1, 1, 4, [1, 2, 3, 4]));
    }

    [Fact]
    public void Data_in_several_chunks_and_text_between_are_read()
    {
        var data = PngFile.Deflate([0, 1, 2, 2, 3, 4]);
        var file = new PngFile().Header(2, 2, 8, 0).Chunk("gAMA", [0, 0, 177, 143]).Chunk("IDAT", data[..1]).Chunk("IDAT", []).Chunk("IDAT", data[1..]).Chunk("tEXt", [65, 0, 66]).End();
        Decode(file).ShouldBePicture(new Image(2, 2, 1, [1, 2, 4, 6]));
    }

    [Fact]
    public void The_checksum_is_the_one_of_the_standard() => Crc32.Of(Encoding.ASCII.GetBytes("123456789")).ShouldBe(0xCBF43926);

    private static Image Decode(byte[] file) => ImageFile.Decode(file, "test.png");
}
