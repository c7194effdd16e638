using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>
/// Drawn pictures: number i is a function of the seed, the task, the split and i alone, so that nothing is stored and a longer set starts with the shorter one. Every class
/// comes once, in random order, before any comes again.
/// </summary>
internal sealed class ProceduralImageSet : ImageSet
{
    private static readonly ImageShape Drawn = new(Canvas.Size, Canvas.Size, 3);
    private readonly ProceduralTask _task;
    private readonly Philox _stream;
    private readonly ConcurrentBag<(Canvas Canvas, Draws Random)> _idle = [];

    public ProceduralImageSet(ProceduralTask task, string split, int count, long seed)
        : base($"procedural:{task.Name}/{split}", task.Classes, Order(task, split, count, seed)) =>
        (_task, _stream) = (task, new Philox(seed, "procedural", $"{task.Name}/{split}"));

    public override int Count => Labels.Length;

    public override ImageShape? Shape => Drawn;

    public override Image Read(int index)
    {
        var image = new Image(Canvas.Size, Canvas.Size, 3);
        CopyTo(index, image.Pixels);
        return image;
    }

    public override void CopyTo(int index, Span<byte> pixels)
    {
        var label = Labels[index];
        if (!_idle.TryTake(out var tools)) tools = (new Canvas(), new Draws());
        tools.Random.Start(_stream, index);
        var noise = tools.Random.Between(0, 0.09f);
        _task.Draw(tools.Canvas, tools.Random, label);
        tools.Canvas.Finish(tools.Random, noise, pixels);
        _idle.Add(tools);
    }

    private static ImmutableArray<int> Order(ProceduralTask task, string split, int count, long seed)
    {
        var random = new Draws();
        var stream = new Philox(seed, "procedural labels", $"{task.Name}/{split}");
        var labels = ImmutableArray.CreateBuilder<int>(count);
        int[] round = new int[task.Classes.Length];
        for (var number = 0; labels.Count < count; number++)
        {
            for (var i = 0; i < round.Length; i++) round[i] = i;
            random.Start(stream, number);
            random.Shuffle(round);
            for (var i = 0; i < round.Length && labels.Count < count; i++) labels.Add(round[i]);
        }

        return labels.DrainToImmutable();
    }
}
