namespace Sinter.Data.Tests;

public class PixelProbeTests
{
    public static TheoryData<string> Names() => [.. ProceduralTasks.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_linear_model_on_pixels_fails_on_every_drawn_task(string name)
    {
        var train = ProceduralTasks.Create(name, "train", 400);
        PixelProbe.Linear(train, ProceduralTasks.Create(name, "test", 200)).ShouldBeLessThan(0.4);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(2000)]
    public void A_linear_model_solves_what_is_linear(int pictures)
    {
        // the class is whether the left half is lighter than the right
        var (train, test) = (Halves(pictures), Halves(50));
        PixelProbe.Linear(train, test).ShouldBe(1);
    }

    [Theory]
    [InlineData("orientation")]
    [InlineData("glyphs")]
    public void Filters_see_more_than_pixels(string name)
    {
        var (train, test) = (ProceduralTasks.Create(name, "train", 300), ProceduralTasks.Create(name, "test", 200));
        PixelProbe.Filters(train, test).ShouldBeGreaterThan(PixelProbe.Linear(train, test) + 0.1);
    }

    [Fact]
    public void Labels_and_one_size_are_needed() =>
        SampleFiles.ShouldFail(() => PixelProbe.Linear(new MemoryImageSet("u", [], [], new ImageShape(1, 1, 1), [1]), Halves(4)), DatasetError.InvalidOption, "u has no labels");

    private static MemoryImageSet Halves(int count) => new(
        "halves", ["left", "right"], [.. Enumerable.Range(0, count).Select(static i => i % 2)], new ImageShape(8, 8, 1),
        [.. Enumerable.Range(0, count * 64).Select(static i => (byte)((i % 8 < 4 == (i / 64 % 2 == 0) ? 150 : 90) + (i * 7919 % 37)))]);
}
