namespace Sinter.Routing.Tests;

/// <summary>Images of two tasks of three classes each: a pattern of the task, a pattern of the class, and noise.</summary>
internal sealed class SyntheticImages(int count, int seed, bool tasksAreKnown = true) : IAdaptationSet
{
    public const int Tasks = 2;
    public const int Classes = 3;

    public int Count => count;

    public static int Task(int sample) => sample % Tasks;

    public static int Label(int sample) => sample / Tasks % Classes;

    public int TaskOf(int sample) => tasksAreKnown ? Task(sample) : -1;

    public void Read(int sample, Span<float> pixels)
    {
        var noise = Numbers.Random(1000 * seed + sample + 7, pixels.Length, 0.6);
        var task = Numbers.Random(Task(sample) + 1, pixels.Length, 1);
        var label = Numbers.Random(10 + Task(sample) * Classes + Label(sample), pixels.Length, 0.8);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = noise[i] + task[i] + label[i];
    }
}
