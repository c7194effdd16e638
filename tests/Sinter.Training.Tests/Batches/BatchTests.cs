using Sinter.Data;
using Sinter.Tensors;

namespace Sinter.Training.Tests;

public class BatchTests
{
    private const int Side = 4;
    private const int Classes = 3;

    [Fact]
    public void Mixed_targets_are_distributions_and_pictures_keep_their_sum()
    {
        var mixing = new Mixing(Side, Classes, probability: 1, smoothing: 0.1);
        var mixed = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var (samples, pixels, targets) = Batch();
            var before = pixels.Sum();
            mixing.Apply(samples, pixels, targets, new Philox(seed, "mix"));
            pixels.Sum().ShouldBe(before, 1e-2f);
            for (var i = 0; i < samples.Length; i++) targets.AsSpan(i * Classes, Classes).ToArray().Sum().ShouldBe(1, 1e-5f);
            // Pictures are constant, so a picture's mean tells which part of it is its own.
            var own = (pixels.AsSpan(0, 3 * Side * Side).ToArray().Average() - 3) / (0 - 3f);
            targets[0].ShouldBe(0.1f / 3 + 0.9f * own, 1e-4f);
            if (own is > 0.01f and < 0.99f) mixed++;
        }

        mixed.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Without_mixing_the_pictures_stay_and_the_labels_are_smoothed()
    {
        var (samples, pixels, targets) = Batch();
        var before = pixels.ToArray();
        new Mixing(Side, Classes, probability: 0, smoothing: 0.3).Apply(samples, pixels, targets, new Philox(1, "mix"));
        pixels.ShouldBe(before);
        targets[..3].ShouldBe([0.8f, 0.1f, 0.1f], 1e-5);
    }

    [Fact]
    public void Kept_tokens_begin_with_the_class_token_and_are_distinct()
    {
        var kept = new TokenDrop(tokens: 17, share: 0.5, seed: 3).Choose(firstNumber: 100, pictures: 50);
        kept.Length.ShouldBe(50 * 9);
        var seen = new HashSet<int>();
        for (var b = 0; b < 50; b++)
        {
            var row = kept.AsSpan(b * 9, 9).ToArray();
            row[0].ShouldBe(0);
            row.Zip(row.Skip(1)).ShouldAllBe(static pair => pair.First < pair.Second);
            row[^1].ShouldBeLessThan(17);
            seen.UnionWith(row);
        }

        seen.Count.ShouldBe(17);
    }

    [Fact]
    public void A_source_with_a_part_an_epoch_goes_on_where_it_ended()
    {
        var mix = new SourceMix([new TrainingSource(Colours.Set(10, 1), Augmentation.None, PerEpoch: 4)], batchSize: 4, seed: 1);
        var samples = new Sample[4];
        var seen = new List<int>();
        for (var step = 0; step < 5; step++)
        {
            mix.Fill(step, samples);
            seen.AddRange(samples.Select(static sample => sample.Index).Order());
        }

        seen.ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 8, 9, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    [Fact]
    public void Labels_of_a_later_source_follow_those_of_the_first()
    {
        var mix = new SourceMix([new TrainingSource(Colours.Set(6, 1), Augmentation.None), new TrainingSource(Colours.Set(6, 2, "more"), Augmentation.None)], batchSize: 12, seed: 1);
        var samples = new Sample[12];
        mix.Fill(0, samples);
        foreach (var sample in samples) sample.Label.ShouldBe(sample.Index % 3 + (sample.Source.Pictures.Name == "more" ? 3 : 0));
        samples.Select(static sample => (sample.Source.Pictures.Name, sample.Index)).Distinct().Count().ShouldBe(12);
    }

    // Picture i is i everywhere, of class i mod 3.
    private static (Sample[] Samples, float[] Pixels, float[] Targets) Batch()
    {
        var source = new TrainingSource(Colours.Set(4, 1), Augmentation.None);
        var samples = Enumerable.Range(0, 4).Select(i => new Sample(source, i, i == 3 ? 1 : i, i)).ToArray();
        return (samples, [.. Enumerable.Range(0, 4 * 3 * Side * Side).Select(static i => (float)(i / (3 * Side * Side)))], new float[4 * Classes]);
    }
}
