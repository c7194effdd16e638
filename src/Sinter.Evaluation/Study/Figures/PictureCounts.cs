using Sinter.Tensors;

namespace Sinter.Evaluation;

/// <summary>How often each picture counts: once, or as often as a bootstrap drew it. A seen task's pictures are the same under all conditions.</summary>
/// <param name="Seen">By task and picture.</param>
/// <param name="Unseen">By unseen task and picture.</param>
internal sealed record PictureCounts(IReadOnlyList<int[]> Seen, IReadOnlyList<int[]> Unseen)
{
    /// <summary>Every picture once.</summary>
    public static PictureCounts Once(StudyCell cell) => new(
        [.. cell.Seen[StudyPictures.Conditions[0]].Select(static scores => Enumerable.Repeat(1, scores.Count).ToArray())],
        [.. cell.Unseen.Select(static scores => Enumerable.Repeat(1, scores.Count).ToArray())]);

    /// <summary>As many pictures of each task as there are, drawn with replacement.</summary>
    public static PictureCounts Draw(StudyCell like, long draw) => new(
        [.. like.Seen[StudyPictures.Conditions[0]].Select((scores, t) => Draw(scores.Count, $"seen {t}", draw))],
        [.. like.Unseen.Select((scores, t) => Draw(scores.Count, $"unseen {t}", draw))]);

    /// <summary>How often each of so many things is drawn in as many draws with replacement.</summary>
    public static int[] Draw(int count, string what, long draw)
    {
        var bits = new uint[count];
        new Philox(0, "study bootstrap", what, draw).FillBits(0, bits);
        var counts = new int[count];
        foreach (var one in bits) counts[(int)(((ulong)one * (ulong)count) >> 32)]++;
        return counts;
    }
}
