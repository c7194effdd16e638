using System.Buffers.Binary;
using System.Text;

namespace Sinter.Cli.Tests;

/// <summary>Places that cannot be written to, end to end: each merge exits 2 with one line and leaves nothing behind.</summary>
public sealed class OutputAttackTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void An_output_that_exists_is_kept()
    {
        Directory.CreateDirectory(_place.Output);
        File.WriteAllText(Path.Combine(_place.Output, "precious.txt"), "mine");
        _place.Refuses(_place.Average(), _place.Output, "exists already", "--overwrite");
        File.ReadAllText(Path.Combine(_place.Output, "precious.txt")).ShouldBe("mine");
    }

    [Fact]
    public void An_output_that_is_a_file_is_kept()
    {
        File.WriteAllText(_place.Output, "mine");
        _place.Refuses(_place.Average(), _place.Output, "is a file");
        File.ReadAllText(_place.Output).ShouldBe("mine");
    }

    // Tests may run as root, whom no permission stops: a folder below a file cannot be made by anyone.
    [Fact]
    public void A_folder_that_cannot_be_written_is_refused()
    {
        var recipe = _place.Average();
        var before = _place.Entries;
        Command.Run("merge", recipe, "--out", Path.Combine(recipe, "out")).ShouldBeRefused(Path.Combine(recipe, "out"), "cannot be written");
        _place.Entries.ShouldBe(before);
    }

    [Fact]
    public void A_folder_without_permission_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "No permission stops this user.");
        var folder = Directory.CreateDirectory(_place["locked"]).FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Command.Run("merge", _place.Average(), "--out", Path.Combine(folder, "out")).ShouldBeRefused(Path.Combine(folder, "out"), "permission");
    }

    // The input is a file with a hole in it that is larger than what the disk has left, so that its merge cannot fit.
    [Fact]
    public void A_disk_that_cannot_hold_the_output_is_refused_before_a_weight_is_read()
    {
        var free = new DriveInfo(Path.GetTempPath()).AvailableFreeSpace;
        Assert.SkipWhen(OperatingSystem.IsWindows() || free > 4L << 40, $"A file larger than the {free >> 30} GiB that are free cannot be made here.");
        WriteSparse("huge.safetensors", (free >> 20) + 1024 << 20);
        var recipe = _place.Recipe("merge_method: linear\nmodels: [{model: huge.safetensors, parameters: {weight: 1}}]\n");
        _place.Refuses(recipe, _place.Output, "MiB");
    }

    // A limit on the size of files stops writing in the same place as a disk that fills up meanwhile.
    [Fact]
    public void A_write_that_fails_on_the_way_is_refused_and_cleaned_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a shell's limit on file sizes.");
        WriteSparse("model.safetensors", 1 << 20);
        var recipe = _place.Recipe("merge_method: linear\nmodels: [{model: model.safetensors, parameters: {weight: 1}}]\n");
        var before = _place.Entries;
        using var child = ChildProcess.Start(
            "/bin/sh", "-c", """export DOTNET_EnableWriteXorExecute=0; trap "" XFSZ; ulimit -f 200; exec "$0" merge "$1" --out "$2" """, Path.Combine(AppContext.BaseDirectory, "sinter"), recipe, _place.Output);
        child.Wait().ShouldBeRefused("model.safetensors", "cannot be written");
        _place.Entries.ShouldBe(before);
    }

    private void WriteSparse(string name, long dataLength)
    {
        var header = Encoding.ASCII.GetBytes($$$"""{"weight":{"dtype":"F32","shape":[{{{dataLength / 4}}}],"data_offsets":[0,{{{dataLength}}}]}}""");
        using var file = new FileStream(_place[name], FileMode.CreateNew, FileAccess.Write);
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        file.Write(prefix);
        file.Write(header);
        file.SetLength(8 + header.Length + dataLength);
    }
}
