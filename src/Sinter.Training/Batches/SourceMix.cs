using System.Collections.Immutable;
using Sinter.Learning;

namespace Sinter.Training;

/// <summary>Several sources as one: their classes side by side, their pictures shuffled together. Which picture each place of each step shows is a function of the seed alone.</summary>
internal sealed class SourceMix
{
    private readonly TrainingSource[] _sources;
    private readonly int[] _firstPlace;
    private readonly int[] _firstClass;
    private readonly BatchOrder _order;
    private readonly int[] _places;

    public SourceMix(IReadOnlyList<TrainingSource> sources, int batchSize, long seed)
    {
        _sources = [.. sources];
        _firstPlace = new int[_sources.Length + 1];
        _firstClass = new int[_sources.Length + 1];
        for (var i = 0; i < _sources.Length; i++)
        {
            var pictures = _sources[i].Pictures;
            if (pictures.Count == 0) throw new TrainingException(TrainingError.UnsuitableData, $"{pictures.Name} has no pictures to train on.");
            if (pictures.Labels.Length != pictures.Count) throw new TrainingException(TrainingError.UnsuitableData, $"{pictures.Name} has no labels to train on.");
            _firstPlace[i + 1] = checked(_firstPlace[i] + _sources[i].EpochLength);
            _firstClass[i + 1] = _firstClass[i] + pictures.Classes.Length;
        }

        EpochLength = _firstPlace[^1];
        _order = new BatchOrder(seed, string.Join('+', _sources.Select(static source => source.Pictures.Name)), EpochLength, batchSize);
        _places = new int[batchSize];
        Classes = [.. _sources.SelectMany(source => source.Pictures.Classes.Select(name => _sources.Length > 1 && source != _sources[0] ? $"{source.Pictures.Name}:{name}" : name))];
    }

    /// <summary>Pictures of an epoch.</summary>
    public int EpochLength { get; }

    public int BatchSize => _places.Length;

    /// <summary>All classes; those of further sources carry the source's name.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>The pictures of a step.</summary>
    public void Fill(int step, Span<Sample> samples)
    {
        _order.Fill(step, _places);
        for (var i = 0; i < _places.Length; i++)
        {
            var number = (long)step * BatchSize + i;
            var which = 0;
            while (_places[i] >= _firstPlace[which + 1]) which++;
            var source = _sources[which];
            var index = (int)((number / EpochLength * source.EpochLength + _places[i] - _firstPlace[which]) % source.Pictures.Count);
            samples[i] = new Sample(source, index, _firstClass[which] + source.Pictures.Labels[index], number);
        }
    }
}
