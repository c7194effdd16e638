namespace Sinter.Data;

/// <summary>
/// How far a linear model on raw pixels gets: ridge regression of the one-hot labels, with a constant. A task that it solves teaches a network nothing; one that it solves as
/// well as published shows that pictures and labels belong together.
/// </summary>
public static class PixelProbe
{
    // penalties, as shares of the mean square of the pictures
    private static readonly double[] Penalties = [0.001, 0.01, 0.1, 1];

    /// <summary>The share of the test pictures that the model names right, with the best of four penalties: an upper bound.</summary>
    /// <param name="train">Labelled pictures of one size.</param>
    /// <param name="test">Labelled pictures of the same size and classes.</param>
    /// <param name="pictures">Training pictures to use at most, from the first.</param>
    /// <exception cref="DatasetException">A set has no labels, or its pictures have no common size.</exception>
    public static double Linear(ImageSet train, ImageSet test, int pictures = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        return PixelRidge.Accuracy(PixelRidge.Values(train, pictures), PixelRidge.Values(test, int.MaxValue), train.Labels, test.Labels, train.Classes.Length, Penalties);
    }

    /// <summary>
    /// The same on what a fixed layer of 256 filters sees instead of pixels: what can at least be learned, and more by a network that is trained.
    /// </summary>
    /// <inheritdoc cref="Linear" path="/param"/>
    /// <inheritdoc cref="Linear" path="/exception"/>
    public static double Filters(ImageSet train, ImageSet test, int pictures = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        var (trainValues, testValues) = FilterFeatures.Of(PixelRidge.Values(train, pictures), PixelRidge.Values(test, int.MaxValue), train.Shape!.Value);
        return PixelRidge.Accuracy(trainValues, testValues, train.Labels, test.Labels, train.Classes.Length, Penalties);
    }
}
