using Sinter.Testing;

namespace Sinter.Data.Tests;

[Trait("Category", "Kernel")]
public class ProceduralTaskTests
{
    public static TheoryData<string> Names() => [.. ProceduralTasks.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_depends_on_seed_split_and_number_alone(string name)
    {
        var (once, longer) = (ProceduralTasks.Create(name, "train", 40), ProceduralTasks.Create(name, "train", 60));
        foreach (var index in (int[])[39, 0, 17, 0])
        {
            longer.Read(index).Pixels.ShouldBe(once.Read(index).Pixels);
            longer.Labels[index].ShouldBe(once.Labels[index]);
        }

        var others = new[] { ProceduralTasks.Create(name, "test", 40), ProceduralTasks.Create(name, "train", 40, seed: 1) };
        foreach (var other in others) ImageSetHash.Compute(other).ShouldNotBe(ImageSetHash.Compute(once));
    }

    // what a model was trained on must not change unseen: neither by a later version nor on another machine
    [Theory]
    [MemberData(nameof(Names))]
    public void Pictures_are_the_same_bytes_as_ever(string name)
    {
        var path = Repository.At("tests", "Sinter.Data.Tests", "Expected", $"{name.Split(':')[1]}.sha256.txt");
        var hash = ImageSetHash.Compute(ProceduralTasks.Create(name, "train", 128)) + "\n";
        if (Environment.GetEnvironmentVariable("SINTER_UPDATE") == "1") File.WriteAllText(path, hash);
        hash.ShouldBe(File.ReadAllText(path), $"the pictures of {name} have changed; if that is intended, run the tests once with SINTER_UPDATE=1 and commit {path}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_class_comes_once_before_any_comes_again(string name)
    {
        var set = ProceduralTasks.Create(name, "train", 200);
        var classes = set.Classes.Length;
        foreach (var round in set.Labels.Chunk(classes)) round.ShouldBeUnique();
        set.Labels.Take(classes).ShouldNotBe(set.Labels.Skip(classes).Take(classes));
        set.Classes.ShouldBeUnique();
        (set.Count, set.Shape).ShouldBe((200, new ImageShape(32, 32, 3)));
    }

    [Fact]
    public void Several_threads_draw_the_same_pictures_as_one()
    {
        var set = ProceduralTasks.Create("shapes", "train", 200);
        var together = new byte[200][];
        Parallel.For(0, 200, index => together[index] = set.Read(index).Pixels);
        for (var index = 0; index < 200; index++) together[index].ShouldBe(set.Read(index).Pixels);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Drawing_allocates_nothing(string name)
    {
        var (set, pixels) = (ProceduralTasks.Create(name, "train", 64), new byte[3072]);
        for (var i = 0; i < 64; i++) set.CopyTo(i, pixels);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 64; i++) set.CopyTo(i, pixels);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_task_has_its_own_pictures_for_every_part()
    {
        var task = new TaskCatalog(Path.GetTempPath()).Open("procedural:holes", new TaskOptions { ProceduralPictures = 50, ProceduralSeed = 4 });
        (task.Train.Count, task.Validation.Count, task.Test.Count, task.ValidationNote).ShouldBe((50, 1000, 1000, "drawn"));
        task.Source.ShouldBe("drawn, seed 4");
        task.Test.Describe(3).ShouldBe("procedural:holes/test[3]");
    }

    [Fact]
    public void An_unknown_task_gets_a_proposal()
    {
        SampleFiles.ShouldFail(() => ProceduralTasks.Create("hole", "train", 1), DatasetError.Missing, "'hole'", "did you mean 'holes'?");
        TaskCatalog.Expand("procedural:*").ShouldBe(ProceduralTasks.Names);
    }
}
