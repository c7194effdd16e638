namespace Sinter.Cli.Tests;

public class ByteSizeTests
{
    [Theory]
    [InlineData("1048576", 1048576)]
    [InlineData("300MB", 300_000_000)]
    [InlineData("5 gb", 5_000_000_000)]
    [InlineData("2GiB", 2L << 30)]
    [InlineData("1.5KiB", 1536)]
    [InlineData("7B", 7)]
    [InlineData("3m", 3_000_000)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes) => ByteSize.Parse(text).ShouldBe(bytes);

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-5MB")]
    [InlineData("0")]
    [InlineData("5 apples")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("99999999999TB")]
    public void Anything_else_is_no_size(string text) => ByteSize.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.00 kB")]
    [InlineData(575_232, "575 kB")]
    [InlineData(999_700, "1.00 MB")]
    [InlineData(12_345_678, "12.3 MB")]
    [InlineData(2_000_000_000_000, "2.00 TB")]
    public void Sizes_are_written_with_three_digits(long bytes, string text) => ByteSize.Format(bytes).ShouldBe(text);
}
