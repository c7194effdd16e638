namespace Sinter.Routing;

/// <summary>The unlabelled images that a routed model is fitted on. Reading an image always gives the same pixels.</summary>
public interface IAdaptationSet
{
    /// <summary>Images.</summary>
    int Count { get; }

    /// <summary>The expert, by number, whose task an image belongs to; −1 when that is not known.</summary>
    int TaskOf(int sample);

    /// <summary>Writes the pixels of an image, [channels, size, size], normalised as the base expects.</summary>
    void Read(int sample, Span<float> pixels);
}
