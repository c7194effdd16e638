using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// mergekit's stream: one generator for the whole merge, read tensor by tensor in the order of names, model by model in the recipe's order, one draw an element, and none
/// where the method draws none. A tensor keeps the generator's place at its start, and while it is merged at every chunk's start, so that blocks can be had in any order.
/// Transforms, which mergekit lacks, draw from Philox.
/// </summary>
internal sealed class Mt19937Streams(MergePlan plan) : UniformStreams
{
    private readonly Mt19937 _generator = new(unchecked((long)plan.Seed));
    private readonly PhiloxStreams _transforms = new(plan.Seed);

    public override UniformStream Next(TensorContext tensor, int stage)
    {
        if (stage < plan.Transforms.Count) return _transforms.Next(tensor, stage);
        var starts = new Mt19937?[tensor.Models];
        for (var model = 0; model < starts.Length; model++)
        {
            if (!plan.Method.Draws(tensor, model)) continue;
            starts[model] = new Mt19937(_generator);
            _generator.Skip(tensor.Count);
        }

        return new Stream(starts, tensor.Count);
    }

    private sealed class Stream(Mt19937?[] starts, long count) : UniformStream
    {
        private const int Chunk = ExecutionLimits.ChunkElements;
        private readonly Lock _gate = new();
        private readonly Mt19937[]?[] _chunks = new Mt19937[]?[starts.Length];

        // Generators that stand where a block ended: the next block usually goes on there.
        private readonly List<Cursor> _free = [];

        public override void Fill(int model, long offset, Span<float> destination)
        {
            var cursor = Take(model, offset);
            cursor.Generator.FillUniform(destination);
            cursor.Offset = offset + destination.Length;
            lock (_gate) _free.Add(cursor);
        }

        internal override void Release()
        {
            Array.Clear(_chunks);
            _free.Clear();
        }

        private Cursor Take(int model, long offset)
        {
            Cursor? cursor = null;
            Mt19937 place;
            lock (_gate)
            {
                for (var i = 0; i < _free.Count; i++)
                {
                    var candidate = _free[i];
                    if (candidate.Model != model) continue;
                    if (cursor is null || candidate.Offset == offset) cursor = candidate;
                    if (candidate.Offset == offset) break;
                }

                if (cursor is not null) _free.Remove(cursor);
                if (cursor?.Offset == offset) return cursor;
                place = (_chunks[model] ??= Places(model))[offset / Chunk];
            }

            cursor ??= new Cursor(model);
            cursor.Generator.CopyFrom(place);
            cursor.Generator.Skip(offset % Chunk);
            return cursor;
        }

        private Mt19937[] Places(int model)
        {
            var start = starts[model] ?? throw new InvalidOperationException($"The method draws for model {model} although it said that it does not.");
            var places = new Mt19937[(count + Chunk - 1) / Chunk];
            var generator = new Mt19937(start);
            for (var i = 0; i < places.Length; i++)
            {
                places[i] = new Mt19937(generator);
                if (i + 1 < places.Length) generator.Skip(Chunk);
            }

            return places;
        }

        private sealed class Cursor(int model)
        {
            public int Model { get; } = model;

            public Mt19937 Generator { get; } = new(0);

            public long Offset { get; set; } = -1;
        }
    }
}
