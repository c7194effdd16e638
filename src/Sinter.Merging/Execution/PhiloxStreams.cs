using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Counter-based streams, keyed by seed, stage, tensor and model: any element's number can be had at once.</summary>
internal sealed class PhiloxStreams(ulong seed) : UniformStreams
{
    public override UniformStream Next(TensorContext tensor, int stage)
    {
        return new Stream(For);

        Philox[] For(string use) => [.. Enumerable.Range(0, tensor.Models).Select(model => new Philox(unchecked((long)seed), $"merge stage {stage}{use}", tensor.Name, model))];
    }

    private sealed class Stream(Func<string, Philox[]> streams) : UniformStream
    {
        private readonly Philox[] _uniform = streams("");
        private readonly Philox[] _chosen = streams(", chosen");
        private readonly Philox[] _open = streams(", open");
        private readonly Lazy<Philox[][]> _ranks = new(() => [.. new[] { "open", "open, rest", "kept", "kept, rest", "other" }.Select(use => streams($", ranked, {use}"))]);

        public override void Fill(int model, long offset, Span<float> destination) => _uniform[model].FillUniform(offset, destination);

        internal override bool ChoosesCheaply(float probability) => new BernoulliBits(probability).IsCheap;

        internal override void Choose(int model, long offset, float probability, Span<float> scratch, Span<uint> bits) =>
            new BernoulliBits(probability).Fill(_chosen[model], _open[model], offset, scratch.Length, bits);

        internal override RankDraws? RankDraws(int model)
        {
            var ranks = _ranks.Value;
            return new((ranks[0][model], ranks[1][model]), (ranks[2][model], ranks[3][model]), ranks[4][model]);
        }
    }
}
